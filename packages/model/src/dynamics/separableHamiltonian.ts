import type { Tree } from '@hgn/autodiff';
import { grad } from '@hgn/autodiff';
import { split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsConfig } from './config.ts';
import type { Dynamics } from './types.ts';
import { energy } from './energy.ts';
import { evaluationsPerFrame, integrateFrames } from './integrator.ts';

/** H = K(p) + V(q) with two learnt energies, driven by any method of @hgn/integrators (Toth et al. 2020). */
export function separableHamiltonian(
  { potential, kinetic, integrator }: Extract<DynamicsConfig, { type: 'hamiltonian' }>,
  stateShape: readonly number[],
): Dynamics {
  const V = energy(potential, stateShape);
  const K = energy(kinetic, stateShape);
  const own = (parameters: Tree<tf.Tensor>) =>
    parameters as { readonly potential: Tree<tf.Tensor>; readonly kinetic: Tree<tf.Tensor> };
  const { dHdq, dHdp } = evaluationsPerFrame(integrator);
  return {
    init(key) {
      const [potentialKey, kineticKey] = split(key, 2);
      return { potential: V.init(potentialKey), kinetic: K.init(kineticKey) };
    },
    rollout(parameters, state, options) {
      const of = own(parameters);
      const dVdq = grad((q: tf.Tensor) => tf.sum<tf.Scalar>(V.apply(of.potential, q)));
      const dKdp = grad((p: tf.Tensor) => tf.sum<tf.Scalar>(K.apply(of.kinetic, p)));
      const system = {
        separable: true,
        dHdq: (q: tf.Tensor) => dVdq(q),
        dHdp: (_q: tf.Tensor, p: tf.Tensor) => dKdp(p),
      };
      return integrateFrames(integrator, system, state, options);
    },
    energy(parameters, { q, p }) {
      const of = own(parameters);
      return tf.add(K.apply(of.kinetic, p), V.apply(of.potential, q));
    },
    macsPerFrame: 2 * (dHdq * V.macs + dHdp * K.macs),
  };
}
