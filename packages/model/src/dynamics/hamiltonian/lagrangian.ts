import type { Tree } from '@hgn/autodiff';
import { grad } from '@hgn/autodiff';
import { split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { energy } from './energy.ts';
import { evaluationsPerFrame, integrateFrames, requireGeneralMethod } from './integrator.ts';
import { memoizeLast } from '../memoizeLast.ts';
import { requireShape } from '../requireShape.ts';

/** softplus(unitMassBias) = 1: masses start near one. */
const unitMassBias = Math.log(Math.E - 1);

/**
 * L = v^T M(q) v / 2 - V(q) with a learnt diagonal mass matrix; the state's `p` is the velocity v.
 *
 * The Euler-Lagrange equation M a = d/dq (v^T M v) / 2 - (dM/dt) v - dV/dq gives the acceleration (Lutter et al. 2019,
 * arXiv:1907.04490; Cranmer et al. 2020, arXiv:2003.04630).
 */
export function lagrangian(
  { potential, mass, integrator }: Extract<DynamicsConfig, { type: 'lagrangian' }>,
  stateShape: readonly number[],
): Dynamics {
  requireGeneralMethod('lagrangian', integrator);
  const V = energy(potential, stateShape);
  const net = network(mass, stateShape);
  requireShape('the mass of lagrangian dynamics', net.outputShape(stateShape), stateShape);
  const own = (parameters: Tree<tf.Tensor>) =>
    parameters as { readonly potential: Tree<tf.Tensor>; readonly mass: Tree<tf.Tensor> };
  const massAt = (parameters: Tree<tf.Tensor>, q: tf.Tensor): tf.Tensor =>
    tf.softplus(tf.add(net.apply(own(parameters).mass, q), unitMassBias));
  const { dHdq, dHdp } = evaluationsPerFrame(integrator);
  return {
    init(key) {
      const [potentialKey, massKey] = split(key, 2);
      return { potential: V.init(potentialKey), mass: net.init(massKey) };
    },
    rollout(parameters, state, options) {
      const dVdq = grad((q: tf.Tensor) => tf.sum<tf.Scalar>(V.apply(own(parameters).potential, q)));
      /** d/dq of sum_i w_i M_i(q). */
      const pullback = (q: tf.Tensor, w: tf.Tensor): tf.Tensor =>
        grad((at: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(w, massAt(parameters, at))))(q);
      const acceleration = memoizeLast((q: tf.Tensor, v: tf.Tensor) => {
        const centrifugal = tf.mul(0.5, pullback(q, tf.square(v)));
        // The pullback is linear in w, so its derivative by w along v is dM/dt, whatever w.
        const massRate = grad((w: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(pullback(q, w), v)))(tf.onesLike(q));
        return tf.div(tf.sub(tf.sub(centrifugal, tf.mul(massRate, v)), dVdq(q)), massAt(parameters, q));
      });
      const system = {
        separable: false,
        dHdq: (q: tf.Tensor, v: tf.Tensor) => tf.neg(acceleration(q, v)),
        dHdp: (_q: tf.Tensor, v: tf.Tensor) => v,
      };
      return integrateFrames(integrator, system, state, options);
    },
    energy(parameters, { q, p: v }) {
      const batch = q.shape[0];
      const doubled = tf.reshape(tf.mul(massAt(parameters, q), tf.square(v)), [batch, -1]);
      return tf.add(tf.mul(0.5, tf.sum(doubled, 1)), V.apply(own(parameters).potential, q));
    },
    // Forward, pullback and the derivative of the pullback of the mass; value and gradient of the potential.
    macsPerFrame: Math.max(dHdq, dHdp) * (7 * net.macs(stateShape) + 2 * V.macs),
  };
}
