import { grad, type Tree } from '@hgn/autodiff';
import { methods, type Splitting } from '@hgn/integrators';
import * as tf from '@tensorflow/tfjs-core';
import type { EnergyConfig, IntegratorConfig } from '../config.ts';
import type { LatentState } from '../latent.ts';
import type { Energy } from './energy.ts';
import type { StepSize } from './integrator.ts';

/** What is turned exactly: H0 = sum (m_i p_i)^2 / 2 + (w_i q_i)^2 / 2. */
export interface Oscillators {
  /** w, the scale of positions in H0; broadcasts against q. */
  readonly w: tf.Tensor;
  /** m, that of momenta: 1 over the root of a mass. */
  readonly m: tf.Tensor;
}

/**
 * A step of length `step`: kicks by the network of V alone, and between them the exact flow of the quadratic terms.
 *
 * A splitting of H into (m p)^2 / 2 + (w q)^2 / 2 and the rest, with the weights of the method: its error shrinks with that
 * rest as well as with dt, and is none where every motion is harmonic, however long the step. Symplectic; reversible where
 * the method is. Source: J. Wisdom, M. Holman, Astron. J. 102 (1991) 1528, doi:10.1086/115978, with oscillators in the place
 * of Kepler orbits; the impulse method of E. Hairer, C. Lubich, G. Wanner, Geometric Numerical Integration, section XIII.1.
 *
 * The steps take V with what drives it, where something does, as `driven`.
 *
 * @throws Error unless V has a quadratic term, K is nothing else, and the method is one of kicks and drifts
 */
export function oscillatorSteps(
  config: {
    readonly potential: EnergyConfig;
    readonly kinetic: EnergyConfig;
    readonly integrator: IntegratorConfig;
  },
  V: Energy,
  K: Energy,
): (
  parameters: { readonly potential: Tree<tf.Tensor>; readonly kinetic: Tree<tf.Tensor> },
  step: StepSize,
  driven?: Energy,
) => (at: LatentState) => LatentState {
  const { first, weights } = splittingOf(config.integrator);
  const { quadratic: wOf } = V;
  const { quadratic: mOf } = K;
  if (wOf === undefined || mOf === undefined || K.network !== undefined) {
    const { potential, kinetic } = config;
    throw new Error(
      `createModel: integrator.drift 'oscillator' needs a potential with a quadratic term and a kinetic energy of nothing else, but got potential.quadratic: ${potential.quadratic}, kinetic.quadratic: ${kinetic.quadratic} and ${kinetic.layers.length} kinetic layers; set kinetic.layers to [], or integrator.drift to free`,
    );
  }
  return ({ potential, kinetic }, step, driven = V) => {
    const oscillators = { w: wOf(potential), m: mOf(kinetic) };
    const { network } = driven;
    const force = network && grad((q: tf.Tensor) => tf.neg<tf.Scalar>(tf.sum(network(potential, q))));
    // Turns by the same angles serve all steps of a rollout.
    const moves = weights.map((weight, i) =>
      (first === 'kick') === (i % 2 === 0)
        ? kick(force, times(step, weight))
        : turn(oscillators, times(step, weight)),
    );
    return (at) => moves.reduce((state, move) => move(state), at);
  };
}

function splittingOf({ method }: IntegratorConfig): Splitting {
  const { splitting } = methods[method];
  if (splitting !== undefined) return splitting;
  const names = Object.values(methods).filter((each) => each.splitting && !each.requiresQuadraticKinetic);
  throw new Error(
    `createModel: integrator.drift 'oscillator' needs a method of kicks and drifts, but got integrator.method '${method}'; use one of ${names.map(({ name }) => name).join(', ')}`,
  );
}

type Move = (at: LatentState) => LatentState;

function kick(force: ((q: tf.Tensor) => tf.Tensor) | undefined, t: StepSize): Move {
  // What neighbouring steps have in common, the force at one q, is computed once in a compiled graph.
  return force === undefined ? (at) => at : ({ q, p }) => ({ q, p: tf.add(p, tf.mul(force(q), t)) });
}

/**
 * The exact flow of oscillators over a time t: a rotation at the frequency w m, in the scales of q and p.
 *
 * Written as what it adds: a cosine rounded to float32 would be wrong by as much in every step, and energies would grow or
 * fall there and back alike, where 1 - cos, a small number, is as exact as itself.
 */
export function turn({ w, m }: Oscillators, t: StepSize): Move {
  const angle = tf.mul(tf.mul(w, m), t);
  const versine = tf.mul(2, tf.square(tf.sin(tf.div(angle, 2))));
  const sinc = sineOver(angle);
  const qByP = tf.mul(tf.mul(tf.square(m), t), sinc);
  const pByQ = tf.mul(tf.mul(tf.square(w), t), sinc);
  return ({ q, p }) => ({
    q: tf.add(q, tf.sub(tf.mul(qByP, p), tf.mul(versine, q))),
    p: tf.sub(p, tf.add(tf.mul(pByQ, q), tf.mul(versine, p))),
  });
}

/** sin(x) / x, right to float32 through 0, and so are its derivatives. */
function sineOver(x: tf.Tensor): tf.Tensor {
  const near = tf.less(tf.abs(x), 0.03);
  const square = tf.square(x);
  const series = tf.add(tf.sub(1, tf.div(square, 6)), tf.div(tf.square(square), 120));
  // A branch that is not taken must not divide by 0 either, or its gradient would be NaN.
  const away = tf.where(near, tf.onesLike(x), x);
  return tf.where(near, series, tf.div(tf.sin(away), away));
}

const times = (step: StepSize, weight: number): StepSize =>
  typeof step === 'number' ? weight * step : weight === 1 ? step : tf.mul(step, weight);
