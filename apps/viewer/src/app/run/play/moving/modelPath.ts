import type { States } from '@hgn/player';
import type { PlayerClient } from '../../../workers/playerClient.ts';

/** Steps that the path reaches into the past and as many into the future. */
export const reach = 100;

/** The learnt path through a state, `reach` steps to both sides; its point number `reach` is that state. */
export interface ModelPath {
  /** Time of one step. */
  readonly dt: number;
  /** Numbers of q (and of p) of one point. */
  readonly size: number;
  readonly states: States;
  /** Learnt energy of every point; absent where the dynamics knows none. */
  readonly energies?: Float32Array;
}

/** Steps that are asked for at once. The Worker answers nothing else meanwhile: a picture that is wanted now would wait. */
const slice = 20;

/**
 * Rolls a state out to both sides, and takes its energy along.
 *
 * @param isStale asked between two slices: true gives up, since another path is wanted by now
 * @returns undefined where it gave up
 */
export async function modelPath(
  player: PlayerClient,
  anchor: States,
  dt: number,
  { signal, isStale }: { readonly signal?: AbortSignal; readonly isStale: () => boolean },
): Promise<ModelPath | undefined> {
  const size = player.sizes.state;
  const twice = (values: Float32Array): Float32Array => {
    const both = new Float32Array(2 * size);
    both.set(values);
    both.set(values, size);
    return both;
  };
  const path = (): Float32Array => new Float32Array((2 * reach + 1) * size);
  const states = { q: path(), p: path() };
  let from = { q: twice(anchor.q), p: twice(anchor.p) };
  states.q.set(anchor.q, reach * size);
  states.p.set(anchor.p, reach * size);
  for (let done = 0; done < reach; done += slice) {
    const frames = slice + 1;
    const rolled = await player.rollout({ from, dt: Float32Array.of(dt, -dt), frames, signal });
    if (isStale()) return undefined;
    const ends = { q: new Float32Array(2 * size), p: new Float32Array(2 * size) };
    for (const part of ['q', 'p'] as const) {
      const at = (sample: number, step: number): Float32Array =>
        rolled[part].subarray((sample * frames + step) * size, (sample * frames + step + 1) * size);
      for (let step = 1; step <= slice; step++) {
        states[part].set(at(0, step), (reach + done + step) * size);
        states[part].set(at(1, step), (reach - done - step) * size);
      }
      ends[part].set(at(0, slice));
      ends[part].set(at(1, slice), size);
    }
    from = ends;
  }
  if (player.hamiltonian === undefined) return { dt, size, states };
  const { H } = await player.hamiltonian(states);
  return { dt, size, states, energies: H };
}

/** A point of the path. */
export function pointOf({ states, size }: ModelPath, step: number): States {
  const from = (step + reach) * size;
  return { q: states.q.slice(from, from + size), p: states.p.slice(from, from + size) };
}

/** The state at a time, counted in steps: a point of the path, or a part of a step beyond one, away from the middle. */
export async function stateAt(player: PlayerClient, path: ModelPath, steps: number): Promise<States> {
  const whole = Math.trunc(steps);
  const rest = steps - whole;
  const point = pointOf(path, whole);
  return Math.abs(rest) < 1e-9 ? point : await player.step(point, rest * path.dt);
}

/** The energy at a time, between those of the points around it. */
export function energyAt({ energies }: ModelPath, steps: number): number | undefined {
  if (energies === undefined) return undefined;
  const at = Math.max(0, Math.min(energies.length - 1, steps + reach));
  const low = Math.min(energies.length - 2, Math.floor(at));
  return energies[low] + (at - low) * (energies[low + 1] - energies[low]);
}
