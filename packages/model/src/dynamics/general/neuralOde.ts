import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { evaluationsPerFrame, integrateFrames, requireGeneralMethod } from '../hamiltonian/integrator.ts';
import { joinedShape, joinState, splitState } from '../latent.ts';
import { memoizeLast } from '../memoizeLast.ts';
import { requireShape } from '../requireShape.ts';

/** dx/dt = f(x) with a learnt field of the whole state (Chen et al. 2018, arXiv:1806.07366). */
export function neuralOde(
  { field, integrator }: Extract<DynamicsConfig, { type: 'neuralOde' }>,
  stateShape: readonly number[],
): Dynamics {
  requireGeneralMethod('neuralOde', integrator);
  const shape = joinedShape(stateShape);
  const net = network(field, shape);
  requireShape('the field of neuralOde dynamics', net.outputShape(shape), shape);
  const { dHdq, dHdp } = evaluationsPerFrame(integrator);
  return {
    init: (key) => net.init(key),
    rollout(parameters, state, options) {
      const velocity = memoizeLast((q: tf.Tensor, p: tf.Tensor) =>
        splitState(net.apply(parameters, joinState({ q, p }))),
      );
      // In Hamilton's words: dq/dt = dH/dp and dp/dt = -dH/dq.
      const system = {
        separable: false,
        dHdq: (q: tf.Tensor, p: tf.Tensor) => tf.neg(velocity(q, p).p),
        dHdp: (q: tf.Tensor, p: tf.Tensor) => velocity(q, p).q,
      };
      return integrateFrames(integrator, system, state, options);
    },
    macsPerFrame: Math.max(dHdq, dHdp) * net.macs(shape),
  };
}
