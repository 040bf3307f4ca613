import type { Tree } from '@hgn/autodiff';
import { split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { energy } from './energy.ts';
import { evaluationsPerFrame, framesBy, integrateFrames, stepWithin } from './integrator.ts';
import { oscillatorSteps } from './oscillators.ts';
import { separableSystem } from './separableSystem.ts';

/** H = K(p) + V(q) with two learnt energies, driven by any method of @hgn/integrators (Toth et al. 2020). */
export function separableHamiltonian(
  config: Extract<DynamicsConfig, { type: 'hamiltonian' }>,
  stateShape: readonly number[],
): Dynamics {
  const { potential, kinetic, integrator } = config;
  const V = energy(potential, stateShape);
  const K = energy(kinetic, stateShape);
  const advanceBy = integrator.drift === 'oscillator' ? oscillatorSteps(config, V, K) : undefined;
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
      if (advanceBy !== undefined) {
        const advance = advanceBy(of, stepWithin(integrator, options.dt, state));
        return framesBy(advance, integrator, state, options.steps);
      }
      return integrateFrames(integrator, separableSystem(V, K, of), state, options);
    },
    energy(parameters, { q, p }) {
      const of = own(parameters);
      return tf.add(K.apply(of.kinetic, p), V.apply(of.potential, q));
    },
    macsPerFrame: 2 * (dHdq * V.macs + dHdp * K.macs),
  };
}
