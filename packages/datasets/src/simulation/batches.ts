import { requireOptions } from '@hgn/options';
import type { Preset } from '../presets/preset.ts';
import { findPreset } from '../presets/registry.ts';
import { randomStream } from '../random.ts';
import type { Dataset } from './dataset.ts';
import { generator } from './generate.ts';

/** How batches for training are made. */
export interface BatchOptions {
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Trajectories per batch, at least 1. */
  readonly batchSize: number;
  /** Frames per trajectory, at least 1. */
  readonly frames: number;
}

function checkBatch(step: number, batchSize: number): void {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new RangeError(`batch: step must be an integer from 0, but got ${step}`);
  }
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch: batchSize must be an integer from 1, but got ${batchSize}`);
  }
}

/**
 * Batches of fresh trajectories, simulated when asked for: nothing is stored and none comes twice.
 *
 * Batch `step` holds trajectories `step * batchSize` and up of (preset, seed): a pure function of the step, so that
 * a training run resumes exactly.
 * @param preset - a preset or its name
 * @throws UnknownPresetError; the returned function throws a RangeError for a bad step
 * @example
 * const batch = streamBatches('mass-spring', { seed: 1, batchSize: 16, frames: 30 });
 * const { frames, q } = batch(0);
 */
export function streamBatches(preset: Preset | string, options: BatchOptions): (step: number) => Dataset {
  requireOptions('streamBatches', options, { seed: true, batchSize: true, frames: true });
  const recipe = typeof preset === 'string' ? findPreset(preset) : preset;
  const { seed, batchSize, frames } = options;
  checkBatch(0, batchSize);
  const make = generator(recipe);
  return (step) => {
    checkBatch(step, batchSize);
    return make({ seed, first: step * batchSize, trajectories: batchSize, frames });
  };
}

function pick<A extends Uint8Array | Float64Array>(from: A, rows: readonly number[], out: A): A {
  const width = out.length / rows.length;
  rows.forEach((row, i) => out.set(from.subarray(row * width, (row + 1) * width), i * width));
  return out;
}

/** Numbers 0 .. count - 1 in an order that depends on seed and epoch alone (Fisher-Yates). */
function shuffled(seed: number, epoch: number, count: number): Uint32Array {
  const random = randomStream(seed, epoch, 'batch');
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * Shuffled batches of a stored dataset: each epoch goes once through all trajectories, in an order of its own.
 *
 * Batch `step` is a pure function of (dataset, seed, step). What is left at the end of an epoch begins the next one.
 * @example
 * const dataset = generate('pendulum', { seed: 1, trajectories: 32, frames: 10 });
 * const batch = shuffleBatches(dataset, { seed: 2, batchSize: 8 });
 * const { frames } = batch(3);
 */
export function shuffleBatches(
  dataset: Dataset,
  { seed, batchSize }: { readonly seed: number; readonly batchSize: number },
): (step: number) => Dataset {
  checkBatch(0, batchSize);
  const { trajectories } = dataset;
  let known: { epoch: number; order: Uint32Array } | undefined;
  const trajectory = (place: number): number => {
    const epoch = Math.floor(place / trajectories);
    if (known?.epoch !== epoch) known = { epoch, order: shuffled(seed, epoch, trajectories) };
    return known.order[place % trajectories];
  };
  return (step) => {
    checkBatch(step, batchSize);
    const rows = Array.from({ length: batchSize }, (_, i) => trajectory(step * batchSize + i));
    const floats = (from: Float64Array): Float64Array =>
      pick(from, rows, new Float64Array((batchSize * from.length) / trajectories));
    return {
      ...dataset,
      trajectories: batchSize,
      frames: pick(dataset.frames, rows, new Uint8Array((batchSize * dataset.frames.length) / trajectories)),
      q: floats(dataset.q),
      p: floats(dataset.p),
      energy: floats(dataset.energy),
      parameters: Object.fromEntries(
        Object.entries(dataset.parameters).map(([name, v]) => [name, floats(v)]),
      ),
    };
  };
}
