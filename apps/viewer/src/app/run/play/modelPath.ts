import type { States } from '@hgn/player';
import type { PlayerClient } from '../../workers/playerClient.ts';

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

/** Rolls a state out to both sides, and takes its energy along. */
export async function modelPath(
  player: PlayerClient,
  anchor: States,
  dt: number,
  signal?: AbortSignal,
): Promise<ModelPath> {
  const size = player.sizes.state;
  const twice = (values: Float32Array): Float32Array => {
    const both = new Float32Array(2 * size);
    both.set(values);
    both.set(values, size);
    return both;
  };
  const rolled = await player.rollout({
    from: { q: twice(anchor.q), p: twice(anchor.p) },
    dt: Float32Array.of(dt, -dt),
    frames: reach + 1,
    signal,
  });
  const states = { q: joined(rolled.q, size), p: joined(rolled.p, size) };
  if (player.hamiltonian === undefined) return { dt, size, states };
  const { H } = await player.hamiltonian(states);
  return { dt, size, states, energies: H };
}

/** Lays the future and the past, each from the middle on, one after the other in order of time. */
function joined(rolled: Float32Array, size: number): Float32Array {
  const [future, past] = [rolled.subarray(0, (reach + 1) * size), rolled.subarray((reach + 1) * size)];
  const all = new Float32Array((2 * reach + 1) * size);
  for (let step = 1; step <= reach; step++) {
    all.set(past.subarray(step * size, (step + 1) * size), (reach - step) * size);
  }
  all.set(future, reach * size);
  return all;
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
