import { foldIn } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Transform } from '../transforms/transform.ts';
import type { Flow } from './flow.ts';

/**
 * A flow in learnt coordinates: points are `coordinates.forward(u)` for u drawn from the flow, whose weights gain
 * the log-determinant of the map. In phase space that is a canonical point transformation, q = phi(u) with
 * p = (D phi)^-T p_u: it preserves volume, and what it does to the momenta cancels between prior and encoder, so that
 * they are never moved.
 *
 * Parameters: `flow` and `coordinates`.
 *
 * @throws RangeError if flow and map differ in the number of features, or the map takes a context.
 * @example
 * const bent = inCoordinates(neuralHamiltonianFlow({ features: 2 }), affineCoupling({ features: 2 }));
 */
export function inCoordinates(flow: Flow, coordinates: Transform): Flow {
  const { features } = flow;
  if (coordinates.features !== features || coordinates.context > 0) {
    throw new RangeError(
      `inCoordinates: the map must have the ${features} features of the flow and no context, but has ${coordinates.features} and ${coordinates.context} columns of context`,
    );
  }
  const ofFlow = (parameters: ParameterTensors) => branch('inCoordinates', parameters, 'flow');
  const ofMap = (parameters: ParameterTensors) => branch('inCoordinates', parameters, 'coordinates');
  return {
    features,
    context: flow.context,
    exact: flow.exact,
    init: (key) => ({
      flow: flow.init(foldIn(key, 'flow')),
      coordinates: coordinates.init(foldIn(key, 'coordinates')),
    }),
    noise: flow.noise,
    latentNoise: flow.latentNoise,
    sample: (parameters, noise, context) =>
      scope(() => coordinates.forward(ofMap(parameters), flow.sample(ofFlow(parameters), noise, context))),
    logWeight: (parameters, x, latentNoise, context): Tensor =>
      scope(() => {
        const { y, ladj } = coordinates.inverseAndLadj(ofMap(parameters), x);
        return tf.add(flow.logWeight(ofFlow(parameters), y, latentNoise, context), ladj);
      }),
    sampleAndLogWeight: (parameters, noise, context) =>
      scope(() => {
        const { x, logWeight } = flow.sampleAndLogWeight(ofFlow(parameters), noise, context);
        const { y, ladj } = coordinates.forwardAndLadj(ofMap(parameters), x);
        return { x: y, logWeight: tf.sub(logWeight, ladj) };
      }),
  };
}
