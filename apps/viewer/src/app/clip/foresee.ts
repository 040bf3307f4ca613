import type { States } from '@hgn/player';
import type { PlayerClient } from '../workers/playerClient.ts';

/** What a model makes of a clip. */
export interface Foreseen {
  /** The state at t = 0. */
  readonly now: States;
  /** Frames and states from `-past` to `future`, one `dt` apart. */
  readonly frames: Float32Array;
  readonly states: States;
  readonly past: number;
  readonly future: number;
}

/** Infers a state from a clip's frames, and rolls it backward and forward. */
export async function foresee(
  player: PlayerClient,
  input: Float32Array,
  { past, future, signal }: { readonly past: number; readonly future: number; readonly signal: AbortSignal },
): Promise<Foreseen> {
  const { dt } = player.description;
  const { q, p } = await player.encode(input);
  const now = { q, p };
  const before = await player.rollout({ from: now, dt: -dt, frames: past + 1, signal });
  const after = await player.rollout({ from: now, dt, frames: future + 1, signal });
  const join = (back: Float32Array, on: Float32Array): Float32Array => {
    const size = player.sizes.state;
    const all = new Float32Array((past + future + 1) * size);
    for (let t = 1; t <= past; t++) all.set(back.subarray(t * size, (t + 1) * size), (past - t) * size);
    all.set(on, past * size);
    return all;
  };
  const states = { q: join(before.q, after.q), p: join(before.p, after.p) };
  return { now, states, past, future, frames: await player.decode(states) };
}
