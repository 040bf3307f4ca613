import { ndarray, type NdArray } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import type { DynamicsModel } from '../../architecture/model.ts';
import type { States } from '../generator.ts';
import { drawMixture, type GaussianMixture } from './gaussianMixture.ts';

/**
 * A density of states {q, p}: a mixture of normal distributions over the coordinates of a few directions through their
 * centre. Plain numbers, for JSON.
 */
export interface StateDensity {
  /** Encoded states that it was fitted to. */
  readonly states: number;
  /** Mean state: the numbers of q, then those of p, row-major. */
  readonly centre: readonly number[];
  /** What a unit along each coordinate adds to a state, [coordinates][numbers of q and p]. */
  readonly directions: readonly (readonly number[])[];
  /** Over the coordinates. */
  readonly mixture: GaussianMixture;
  /** How the number of components was chosen: mean log-likelihood, in nats, of encoded states that were left out. */
  readonly tried: readonly { readonly components: number; readonly heldOut: number }[];
}

/**
 * Draws states of a fitted density, [count, ...stateShape] each, to roll out: films that look like those a model learnt from,
 * and are none of them. The same key gives the same states, and fewer of them the first of more.
 *
 * @throws Error when count is not an integer of at least 1 or the density is of states of another size
 * @example
 * import { createModel, drawStates, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const model = createModel(presets.quickstart.model); // q and p of 16 numbers each
 * const centre = Array.from({ length: 32 }, () => 0);
 * const directions = [centre.map((_, i) => (i === 0 ? 2 : 0))];
 * const mixture = { weights: [1], means: [[3]], covariances: [[0.01]] };
 * const density = { states: 100, centre, directions, mixture, tried: [] };
 * const { q, p } = drawStates(density, model, key(1), 5);
 * console.log(q.shape, q.data[0], p.data[0]); // [5, 16], about 6, 0
 */
export function drawStates(
  { centre, directions, mixture }: StateDensity,
  model: Pick<DynamicsModel, 'stateShape'>,
  key: Key,
  count: number,
): States {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new Error(`drawStates: count must be an integer of at least 1, but got ${count}`);
  }
  const size = model.stateShape.reduce((product, n) => product * n, 1);
  if (centre.length !== 2 * size) {
    throw new Error(
      `drawStates: the density must be of states of ${2 * size} numbers, as the model has them, but it is of ${centre.length}; fit it anew`,
    );
  }
  const { values, dimensions } = drawMixture(mixture, key, count);
  const half = (from: number): NdArray => {
    const data = Float32Array.from({ length: count * size }, (_, at) => {
      const [n, i] = [Math.floor(at / size), from + (at % size)];
      let sum = centre[i];
      for (let k = 0; k < dimensions; k++) sum += values[n * dimensions + k] * directions[k][i];
      return sum;
    });
    return ndarray(data, [count, ...model.stateShape]);
  };
  return { q: half(0), p: half(size) };
}
