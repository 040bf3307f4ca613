import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { energy } from './energy.ts';
import { evaluationsPerFrame, integrateFrames, requireGeneralMethod } from './integrator.ts';
import { joinedShape, joinState, splitState } from '../latent.ts';
import { memoizeLast } from '../memoizeLast.ts';

/** One learnt H(q, p), which need not separate, driven by a method that steps every H. */
export function jointHamiltonian(
  { energy: config, integrator }: Extract<DynamicsConfig, { type: 'jointHamiltonian' }>,
  stateShape: readonly number[],
): Dynamics {
  requireGeneralMethod('jointHamiltonian', integrator);
  const H = energy(config, joinedShape(stateShape), { joint: true });
  const { dHdq, dHdp } = evaluationsPerFrame(integrator);
  return {
    init: (key) => H.init(key),
    rollout(parameters, state, options) {
      const dHdx = grad((x: tf.Tensor) => tf.sum<tf.Scalar>(H.apply(parameters, x)));
      const gradient = memoizeLast((q: tf.Tensor, p: tf.Tensor) => splitState(dHdx(joinState({ q, p }))));
      const system = {
        separable: false,
        dHdq: (q: tf.Tensor, p: tf.Tensor) => gradient(q, p).q,
        dHdp: (q: tf.Tensor, p: tf.Tensor) => gradient(q, p).p,
      };
      return integrateFrames(integrator, system, state, options);
    },
    energy: (parameters, state) => H.apply(parameters, joinState(state)),
    macsPerFrame: 2 * Math.max(dHdq, dHdp) * H.macs,
  };
}
