import { requireOptions } from '@hgn/options';
import { ndarray, type NdArray } from '@hgn/autodiff';
import type { DynamicsModel } from '../architecture/model.ts';
import { undrivenBy } from '../data/undrivenBy.ts';
import type { Generator, States } from '../generation/generator.ts';

/** How far from where they began states end that go somewhere and back. */
export interface ReturnError {
  /** Steps there, and as many back. */
  readonly steps: number;
  /** Largest |difference| of any number of q, and of p. */
  readonly q: number;
  readonly p: number;
}

/**
 * Rolls states out by some steps of dt and back by as many of -dt. A dynamics that is reversible in time returns to
 * float32 rounding; one that is not, such as a recurrent network, does not.
 *
 * @param from states [batch, ...stateShape]
 * @param options.dt time of a step
 * @param options.steps default 100
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, createGenerator, presets, returnError, samplePrior } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 68 });
 * const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
 * const generator = createGenerator(model, trainer, trainer.judgedParameters(initial));
 * const from = await generator.state(samplePrior(model, key(2), 4));
 * console.log((await returnError(generator, from, { dt: 0.125 })).q < 1e-4); // true
 * await generator.dispose();
 * await dispose();
 */
export async function returnError(
  generator: Pick<Generator, 'rollout'> & { readonly model?: Pick<DynamicsModel, 'drive'> },
  from: States,
  options: { readonly dt: number; readonly steps?: number },
): Promise<ReturnError> {
  requireOptions('returnError', options, { dt: true, steps: true });
  const { dt, steps = 100 } = options;
  const frames = steps + 1;
  const driven = generator.model?.drive;
  const batch = from.q.shape[0];
  const drive = driven && undrivenBy(driven, { batch, steps, dt });
  const there = await generator.rollout(from, { dt, frames, ...(drive && { drive }) });
  const wayBack = drive && turned(drive);
  const back = await generator.rollout(lastOf(there, frames), {
    ...{ dt: -dt, frames },
    ...(wayBack && { drive: wayBack }),
  });
  const { q, p } = lastOf(back, frames);
  return { steps, q: farthest(q, from.q), p: farthest(p, from.p) };
}

/** What drives a system there, [batch, steps, channels], on the way back. */
function turned({ data, shape }: NdArray): NdArray {
  const [batch, steps, channels] = shape;
  const back = new Float32Array(data.length);
  for (let b = 0; b < batch; b++) {
    for (let k = 0; k < steps; k++) {
      const from = (b * steps + steps - 1 - k) * channels;
      back.set(data.subarray(from, from + channels), (b * steps + k) * channels);
    }
  }
  return ndarray(back, shape);
}

/** The last states of rollouts [batch, frames, ...stateShape]. */
function lastOf({ q, p }: States, frames: number): States {
  const last = ({ data, shape: [batch, , ...stateShape] }: NdArray): NdArray => {
    const size = data.length / (batch * frames);
    const chosen = new Float32Array(batch * size);
    for (let b = 0; b < batch; b++) {
      const end = (b + 1) * frames * size;
      chosen.set(data.subarray(end - size, end), b * size);
    }
    return ndarray(chosen, [batch, ...stateShape]);
  };
  return { q: last(q), p: last(p) };
}

const farthest = (a: NdArray, b: NdArray): number =>
  Array.from(a.data).reduce((most, x, i) => Math.max(most, Math.abs(x - b.data[i])), 0);
