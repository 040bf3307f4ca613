import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { joinedShape, joinState, splitState, type LatentState } from '../latent.ts';
import { requireShape } from '../requireShape.ts';
import { withTimeStep } from './timeStepChannel.ts';

/** x' = x + f(x, dt): from frame to frame by a residual network, as in a recurrent generative network. */
export function residualDynamics(
  { layers }: Extract<DynamicsConfig, { type: 'residual' }>,
  stateShape: readonly number[],
): Dynamics {
  const shape = joinedShape(stateShape);
  const inputShape = [...shape.slice(0, -1), shape[shape.length - 1] + 1];
  const net = network(layers, inputShape);
  requireShape('residual dynamics', net.outputShape(inputShape), shape);
  return {
    init: (key) => net.init(key),
    rollout(parameters, state, { dt, steps }) {
      const states: LatentState[] = [state];
      let x = joinState(state);
      for (let step = 0; step < steps; step++) {
        x = tf.add(x, net.apply(parameters, withTimeStep(x, dt)));
        states.push(splitState(x));
      }
      return states;
    },
    macsPerFrame: net.macs(inputShape),
  };
}
