import type { States } from '@hgn/player';
import type { PlayerClient } from '../../workers/playerClient.ts';
import { reach } from './moving/modelPath.ts';
import type { Plane } from './planes.ts';

/** How many orbits are drawn at once. */
const many = 200;

/** Learnt paths of many states, `reach` steps to both sides, sample after sample. */
export interface Orbits {
  readonly count: number;
  readonly states: States;
}

/** Rolls out many states like those that the model infers: samples of the reference, each repeated as needed and a little off. */
export async function rollOrbits(
  player: PlayerClient,
  reference: { readonly count: number; readonly latent: States },
  dt: number,
  signal: AbortSignal,
): Promise<Orbits> {
  const size = player.sizes.state;
  const points = 2 * reach + 1;
  const first = { q: new Float32Array(many * size), p: new Float32Array(many * size) };
  for (let n = 0; n < many; n++) {
    // Beyond the states there are, those in the middle between two of them follow.
    const [a, b] = [n % reference.count, (n * 7 + 3) % reference.count];
    const share = n < reference.count ? 0 : 0.5;
    for (const part of ['q', 'p'] as const) {
      const values = reference.latent[part];
      for (let i = 0; i < size; i++) {
        first[part][n * size + i] = (1 - share) * values[a * size + i] + share * values[b * size + i];
      }
    }
  }
  const back = await player.rollout({ from: first, dt: -dt, frames: reach + 1, signal });
  const start = { q: new Float32Array(many * size), p: new Float32Array(many * size) };
  for (const part of ['q', 'p'] as const) {
    for (let n = 0; n < many; n++) {
      const last = ((n + 1) * (reach + 1) - 1) * size;
      start[part].set(back[part].subarray(last, last + size), n * size);
    }
  }
  return { count: many, states: await player.rollout({ from: start, dt, frames: points, signal }) };
}

/** Orbits in the coordinates of a plane. */
export function orbitsIn(plane: Plane, { count, states }: Orbits, size: number) {
  const all = plane.project(states, size);
  const points = all.q.length / count;
  return Array.from({ length: count }, (_, n) => ({
    q: all.q.subarray(n * points, (n + 1) * points),
    p: all.p.subarray(n * points, (n + 1) * points),
  }));
}
