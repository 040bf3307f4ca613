import { foldIn } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution } from '../distributions/distribution.ts';
import type { Transform } from '../transforms/transform.ts';
import type { Flow } from './flow.ts';

/** Both what it is and how it is trained: a flow with an exact density is a distribution too. */
export interface NormalisingFlow extends Distribution, Flow {
  readonly base: Distribution;
  readonly transform: Transform;
}

/**
 * The density of `transform.forward(z)` for z drawn from a base: log p(x) = log base(z) - log |det dx/dz|.
 *
 * Parameters: `base` and `transform`.
 *
 * Source: Rezende and Mohamed (2015), equation 5, arXiv:1505.05770.
 *
 * @throws RangeError if base and transform differ in the number of features.
 * @example
 * const flow = normalisingFlow({
 *   base: gaussian({ features: 2 }),
 *   transform: compose([affineCoupling({ features: 2 }), affineCoupling({ features: 2, moves: 'earlier' })]),
 * });
 */
export function normalisingFlow(parts: {
  readonly base: Distribution;
  readonly transform: Transform;
}): NormalisingFlow {
  const { base, transform } = parts;
  const { features } = transform;
  if (base.features !== features) {
    throw new RangeError(
      `normalisingFlow: base and transform must have the same number of features, but got ${base.features} and ${features}`,
    );
  }
  if (base.context > 0 && transform.context > 0 && base.context !== transform.context) {
    throw new RangeError(
      `normalisingFlow: base and transform must have the same context, but got ${base.context} and ${transform.context} columns`,
    );
  }
  const ofBase = (parameters: ParameterTensors) => branch('normalisingFlow', parameters, 'base');
  const ofTransform = (parameters: ParameterTensors) => branch('normalisingFlow', parameters, 'transform');
  const forBase = (context?: Tensor) => (base.context > 0 ? context : undefined);
  const forTransform = (context?: Tensor) => (transform.context > 0 ? context : undefined);

  const logProb: Distribution['logProb'] = (parameters, x, context) =>
    scope(() => {
      const { y, ladj } = transform.inverseAndLadj(ofTransform(parameters), x, forTransform(context));
      return tf.add(base.logProb(ofBase(parameters), y, forBase(context)), ladj);
    });
  const sampleAndLogProb: Distribution['sampleAndLogProb'] = (parameters, noise, context) =>
    scope(() => {
      const drawn = base.sampleAndLogProb(ofBase(parameters), noise, forBase(context));
      const { y, ladj } = transform.forwardAndLadj(ofTransform(parameters), drawn.x, forTransform(context));
      return { x: y, logProb: tf.sub(drawn.logProb, ladj) };
    });

  return {
    features,
    context: Math.max(base.context, transform.context),
    exact: true,
    base,
    transform,
    init: (key) => ({
      base: base.init(foldIn(key, 'base')),
      transform: transform.init(foldIn(key, 'transform')),
    }),
    noise: (key, count) => base.noise(key, count),
    latentNoise: () => [],
    sample: (parameters, noise, context) =>
      scope(() =>
        transform.forward(
          ofTransform(parameters),
          base.sample(ofBase(parameters), noise, forBase(context)),
          forTransform(context),
        ),
      ),
    logProb,
    sampleAndLogProb,
    logWeight: (parameters, x, _noise, context) => logProb(parameters, x, context),
    sampleAndLogWeight(parameters, noise, context) {
      const { x, logProb: logWeight } = sampleAndLogProb(parameters, noise, context);
      return { x, logWeight };
    },
  };
}
