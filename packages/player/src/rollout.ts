import type { States } from './player.ts';

interface Roll {
  readonly advance: (
    from: States,
    dt: number | Float32Array,
    count: number,
    into: States,
    drive: Float32Array | undefined,
  ) => Promise<void>;
  readonly from: States;
  readonly dt: number | Float32Array;
  readonly count: number;
  readonly frames: number;
  /** Numbers of q of one sample. */
  readonly size: number;
  /** What drives the system, [samples, frames - 1, channels]. */
  readonly driven: { readonly values: Float32Array; readonly channels: number } | undefined;
  readonly signal: AbortSignal | undefined;
  readonly into: States;
}

/** Steps from frame to frame, and lays out the states sample by sample. */
export async function rollOut({
  advance,
  from,
  dt,
  count,
  frames,
  size,
  driven,
  signal,
  into,
}: Roll): Promise<void> {
  signal?.throwIfAborted();
  const now = { q: from.q.slice(), p: from.p.slice() };
  const drive = driven && new Float32Array(count * driven.channels);
  for (let frame = 0; frame < frames; frame++) {
    if (frame > 0) {
      for (let sample = 0; driven && drive && sample < count; sample++) {
        const { values, channels } = driven;
        const place = (sample * (frames - 1) + frame - 1) * channels;
        drive.set(values.subarray(place, place + channels), sample * channels);
      }
      await advance(now, dt, count, now, drive);
      signal?.throwIfAborted();
    }
    for (let sample = 0; sample < count; sample++) {
      copyState(now.q, sample, into.q, sample * frames + frame, size);
      copyState(now.p, sample, into.p, sample * frames + frame, size);
    }
  }
}

function copyState(from: Float32Array, sample: number, to: Float32Array, place: number, size: number): void {
  for (let i = 0; i < size; i++) to[place * size + i] = from[sample * size + i];
}
