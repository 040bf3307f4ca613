import { type NdArray, ndarray } from '@hgn/autodiff';
import { undrivenBy, type Generator, type States } from '@hgn/model';
import { InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { NpzArray } from '../output/npz.ts';
import { createProgress } from '../terminal/progress.ts';

/** Rollouts from some states, painted. */
export interface Played {
  /** States [rollout, frame, ...stateShape]. */
  readonly states: States;
  /** [rollout, frame, height, width, channel], 0 to 255. */
  readonly frames: Uint8Array;
  /** Signed time of every frame, 0 at the given states. */
  readonly times: Float64Array;
}

/** Frames between two looks at the signal; shorter films show no progress. */
const stretch = 64;

/**
 * Rolls states out and paints every frame, with progress on stderr.
 *
 * @param options.drive what drives a driven model, [rollout, frames - 1, channels]; a clock begins at 0 when absent
 * @throws InterruptedError when the user asks to stop
 */
export async function play(
  generator: Generator,
  from: States,
  {
    dt,
    frames,
    drive,
  }: { readonly dt: number; readonly frames: number; readonly drive?: NdArray | undefined },
  io: Io,
): Promise<Played> {
  const [rollouts, ...stateShape] = from.q.shape;
  const { height, width, channels } = generator.model.config.image;
  const pictureSize = height * width * channels;
  const stateSize = stateShape.reduce((product, n) => product * n, 1);
  const bytes = new Uint8Array(rollouts * frames * pictureSize);
  const all = {
    q: new Float32Array(rollouts * frames * stateSize),
    p: new Float32Array(rollouts * frames * stateSize),
  };
  const progress =
    frames > stretch ? createProgress(io, { label: 'frames', total: frames, unit: 'frames' }) : undefined;
  try {
    const { drive: driven } = generator.model;
    const told = driven && (drive ?? undrivenBy(driven, { batch: rollouts, steps: frames - 1, dt }));
    let last = from;
    for (let first = 0; first < frames; first += stretch) {
      const count = Math.min(stretch, frames - first);
      // One frame more than is painted, for the next stretch to begin at.
      const more = first + count < frames ? 1 : 0;
      const ahead = await generator.rollout(last, {
        ...{ dt, frames: count + more },
        ...(told && { drive: cut(told, first, count + more - 1) }),
      });
      const made = { q: cut(ahead.q, 0, count), p: cut(ahead.p, 0, count) };
      if (more === 1) last = { q: single(ahead.q, count), p: single(ahead.p, count) };
      const pictures = await generator.decode(made);
      for (let r = 0; r < rollouts; r++) {
        const [begin, stop] = [r * count * stateSize, (r + 1) * count * stateSize];
        all.q.set(made.q.data.subarray(begin, stop), (r * frames + first) * stateSize);
        all.p.set(made.p.data.subarray(begin, stop), (r * frames + first) * stateSize);
        const [start, end] = [r * count * pictureSize, (r + 1) * count * pictureSize];
        bytes.set(toBytes(pictures.data.subarray(start, end)), (r * frames + first) * pictureSize);
      }
      progress?.update(first + count);
      if (io.signal.aborted) throw new InterruptedError('stopped; nothing was written');
    }
  } finally {
    progress?.end();
  }
  const shape = [rollouts, frames, ...stateShape];
  return {
    states: { q: ndarray(all.q, shape), p: ndarray(all.p, shape) },
    frames: bytes,
    // Never a negative zero.
    times: Float64Array.from({ length: frames }, (_, t) => t * dt + 0),
  };
}

/** Everything known about played rollouts as arrays of a .npz file; without an energy there is no `energy`. */
export async function playedArrays(
  generator: Generator,
  { states: { q, p }, frames, times }: Played,
): Promise<Record<string, NpzArray>> {
  const { height, width, channels } = generator.model.config.image;
  const leading = q.shape.slice(0, 2);
  const read = await generator.hamiltonian?.({ q, p });
  return {
    frames: { shape: [...leading, height, width, channels], data: frames },
    q: npzArray(q),
    p: npzArray(p),
    ...(read && { energy: npzArray(read.H), dHdq: npzArray(read.dHdq), dHdp: npzArray(read.dHdp) }),
    times: { shape: [times.length], data: times },
  };
}

/** A float32 host array as one of a .npz file. */
export const npzArray = ({ shape, data }: NdArray): NpzArray => ({ shape, data: Float32Array.from(data) });

const toBytes = (values: ArrayLike<number>): Uint8Array =>
  Uint8Array.from({ length: values.length }, (_, i) => Math.round(255 * values[i]));

/** Frames [first, first + count) of states [rollout, frame, ...stateShape]. */
function cut(
  { data, shape: [rollouts, length, ...stateShape] }: NdArray,
  first: number,
  count: number,
): NdArray {
  const size = stateShape.reduce((product, n) => product * n, 1);
  const chosen = new Float32Array(rollouts * count * size);
  for (let r = 0; r < rollouts; r++) {
    const start = (r * length + first) * size;
    chosen.set(data.subarray(start, start + count * size), r * count * size);
  }
  return ndarray(chosen, [rollouts, count, ...stateShape]);
}

/** One frame of every rollout, without the axis of frames. */
function single(states: NdArray, frame: number): NdArray {
  const { data, shape } = cut(states, frame, 1);
  return ndarray(data, [shape[0], ...shape.slice(2)]);
}
