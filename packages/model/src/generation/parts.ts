import { valueAndGrad } from '@hgn/autodiff';
import { depthToSpace } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel, ModelParameters } from '../architecture/model.ts';
import type { LatentState } from '../dynamics/latent.ts';

/** What the encoder makes of frames: the posterior over z, and the state at its mean. */
export type Inference<L> = {
  /** [batch, ...latentShape] */
  readonly mean: L;
  /** Natural logarithm of the variance, [batch, ...latentShape]. */
  readonly logVariance: L;
  /** [batch, ...stateShape] */
  readonly q: L;
  /** [batch, ...stateShape] */
  readonly p: L;
};

/** The learnt energy of states, and how it changes with them. */
export type EnergyAndGradients<L> = {
  /** [batch] */
  readonly H: L;
  /** The derivative of H by q, of the shape of q. */
  readonly dHdq: L;
  /** The derivative of H by p, of the shape of p. */
  readonly dHdp: L;
};

/**
 * A model cut into parts at the places where its user may want to look in: functions of tensors, traceable by
 * @hgn/jit, with frames as they are seen, [height, width, channels] in [0, 1], whatever the model folds inside.
 */
export interface Parts {
  /** frames: [batch, inputFrames, height, width, channels] */
  encode(inputs: { readonly frames: tf.Tensor }): Inference<tf.Tensor>;
  /** z: [batch, ...latentShape] */
  state(inputs: { readonly z: tf.Tensor }): LatentState;
  /**
   * The states of `steps` frames after the given one, [batch, steps, ...stateShape]; dt: [batch]; drive: what drives the
   * system from each frame to the next, [batch, steps, channels].
   */
  rollout(
    inputs: LatentState & { readonly dt: tf.Tensor; readonly drive?: tf.Tensor },
    steps: number,
  ): { readonly q: tf.Tensor; readonly p: tf.Tensor };
  /** [batch, height, width, channels] */
  decode(state: LatentState): { readonly frame: tf.Tensor };
  /** Absent where the dynamics knows no energy. */
  readonly hamiltonian?: (state: LatentState) => EnergyAndGradients<tf.Tensor>;
}

/**
 * Cuts a model into its parts.
 *
 * @param parameters called inside each part, so that a compiler sees constants
 */
export function partsOf(model: DynamicsModel, parameters: () => ModelParameters<tf.Tensor>): Parts {
  const { hamiltonian, config } = model;
  return {
    encode({ frames }) {
      const own = parameters();
      const { mean, logVariance } = model.encode(own, foldFrames(frames, config.blockSize));
      const { q, p } = model.latentState(own, mean);
      return { mean, logVariance, q, p };
    },
    state({ z }) {
      const { q, p } = model.latentState(parameters(), z);
      return { q, p };
    },
    rollout({ q, p, dt, drive }, steps) {
      const options = { dt: dt as tf.Tensor1D, steps, ...(drive && { drive }) };
      const states = model.rollout(parameters(), { q, p }, options).slice(1);
      const stacked = (half: 'q' | 'p'): tf.Tensor =>
        tf.stack(
          states.map((state) => state[half]),
          1,
        );
      return { q: stacked('q'), p: stacked('p') };
    },
    decode(state) {
      const folded = model.decode(parameters(), model.visible(state));
      return { frame: depthToSpace(config.blockSize).apply({}, folded) };
    },
    ...(hamiltonian && {
      hamiltonian(state: LatentState) {
        const own = parameters();
        const total = (at: LatentState) => {
          const H = hamiltonian(own, at);
          return { value: tf.sum(H), aux: H };
        };
        const { aux: H, grad } = valueAndGrad(total, { hasAux: true })(state);
        return { H, dHdq: grad.q, dHdp: grad.p };
      },
    }),
  };
}

/**
 * Frames side by side, [batch, frames, height, width, channels], to what the encoder takes: every block of pixels in
 * the channels, pixel by pixel, and the frames one after the other.
 */
function foldFrames(frames: tf.Tensor, block: number): tf.Tensor {
  const [batch, count, height, width, channels] = frames.shape;
  const [rows, columns] = [height / block, width / block];
  const blocks = tf.reshape(frames, [batch * count, rows, block, columns, block * channels]);
  const folded = tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4]), [batch, count, rows * columns, -1]);
  return tf.reshape(tf.transpose(folded, [0, 2, 1, 3]), [batch, rows, columns, -1]);
}
