import { foldIn } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution, NoiseTensors } from '../distributions/distribution.ts';
import type { Transform } from '../transforms/transform.ts';
import type { Flow } from './flow.ts';

/** What an augmented flow is made of. */
export interface AugmentedFlowParts {
  /** pi(q0, p0), over both halves of phase space: [q0, p0] side by side. */
  readonly prior: Distribution;
  /** T, from (q0, p0) to (qT, pT). */
  readonly transform: Transform;
  /** f(p | q): its context is q, and after it the flow's own context if there is one. */
  readonly encoder: Distribution;
}

/** A flow over (q, p) of which q is seen and p is latent, and its parts. */
export interface AugmentedFlow extends Flow, AugmentedFlowParts {}

/**
 * The density of q where (q, p) = T(q0, p0) with (q0, p0) drawn from a prior over both: p is integrated out, with
 * draws from an encoder f(p | q). The log of one draw's weight is
 *
 * log w = log pi(T^-1(q, p)) + log |det dT^-1| - log f(p | q),   p ~ f(. | q),
 *
 * whose mean is the ELBO. Sampling draws (q0, p0) and keeps q of T(q0, p0).
 *
 * Parameters: `prior`, `transform`, `encoder`.
 *
 * Source: Toth et al. (2020), equation 8, arXiv:1909.13789; Huang, Dinh, Courville (2020), arXiv:2002.07101.
 *
 * @throws RangeError if the parts do not fit.
 * @example
 * const flow = augmentedFlow({
 *   prior: gaussian({ features: 4 }),
 *   transform: hamiltonianFlow({
 *     potential: networkEnergy({ features: 2 }),
 *     kinetic: networkEnergy({ features: 2 }),
 *   }),
 *   encoder: conditionalGaussian({ features: 2, context: 2 }),
 * });
 */
export function augmentedFlow(parts: AugmentedFlowParts): AugmentedFlow {
  const { prior, transform, encoder } = parts;
  const features = transform.features - encoder.features;
  const columns = transform.context;
  if (prior.features !== transform.features || features < 1) {
    throw new RangeError(
      `augmentedFlow: prior and transform must have one number of features, more than the encoder, but got ${prior.features}, ${transform.features} and ${encoder.features}`,
    );
  }
  if (encoder.context !== features + columns) {
    throw new RangeError(
      `augmentedFlow: the encoder's context must be the ${features} columns of q and the ${columns} of the context, but it has ${encoder.context}`,
    );
  }
  const of = (parameters: ParameterTensors, name: keyof AugmentedFlowParts) =>
    branch('augmentedFlow', parameters, name);
  const given = (q: Tensor, context: Tensor | undefined): Tensor =>
    columns > 0 && context !== undefined ? tf.concat([q, context], 1) : q;
  const forPrior = (context: Tensor | undefined) => (prior.context > 0 ? context : undefined);

  const pushForward = (parameters: ParameterTensors, noise: NoiseTensors, context: Tensor | undefined) => {
    const start = prior.sampleAndLogProb(of(parameters, 'prior'), noise, forPrior(context));
    const { y, ladj } = transform.forwardAndLadj(of(parameters, 'transform'), start.x, context);
    const [q, p] = tf.split(y, [features, encoder.features], 1);
    return { q, p, logJoint: tf.sub(start.logProb, ladj) };
  };

  return {
    ...parts,
    features,
    context: columns,
    exact: false,
    init: (key) => ({
      prior: prior.init(foldIn(key, 'prior')),
      transform: transform.init(foldIn(key, 'transform')),
      encoder: encoder.init(foldIn(key, 'encoder')),
    }),
    noise: (key, count) => prior.noise(key, count),
    latentNoise: (key, count) => encoder.noise(key, count),
    sample: (parameters, noise, context) => scope(() => pushForward(parameters, noise, context).q),
    logWeight: (parameters, q, latentNoise, context) =>
      scope(() => {
        const { x: p, logProb: logEncoder } = encoder.sampleAndLogProb(
          of(parameters, 'encoder'),
          latentNoise,
          given(q, context),
        );
        const end = tf.concat([q, p], 1);
        const { y: start, ladj } = transform.inverseAndLadj(of(parameters, 'transform'), end, context);
        const logPrior = prior.logProb(of(parameters, 'prior'), start, forPrior(context));
        return tf.sub(tf.add(logPrior, ladj), logEncoder);
      }),
    sampleAndLogWeight: (parameters, noise, context) =>
      scope(() => {
        const { q, p, logJoint } = pushForward(parameters, noise, context);
        const logEncoder = encoder.logProb(of(parameters, 'encoder'), p, given(q, context));
        return { x: q, logWeight: tf.sub(logJoint, logEncoder) };
      }),
  };
}
