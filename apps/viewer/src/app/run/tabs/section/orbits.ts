import type { Hamiltonian } from '@hgn/datasets';
import { integrate, methods } from '@hgn/integrators';
import type { Chart } from '@hgn/player';
import type { PlayerClient } from '../../../workers/playerClient.ts';
import { lifted, mapped } from '../shared/plane.ts';
import { sectionCrossings, type Crossing } from './crossings.ts';

/** A point of a section of two degrees of freedom: q1 = 0 and rising, at (q2, p2). */
export type SectionPoint = readonly [q2: number, p2: number];

/** An orbit that goes on, and where it has crossed the section so far. */
export interface Orbit {
  /** Rolls on, some steps; gives the points where it crossed. */
  advance(): Promise<readonly SectionPoint[]> | readonly SectionPoint[];
}

const section = {
  of: (state: ArrayLike<number>, start: number) => state[start] ?? NaN,
  crossing: 'rising',
} as const;

/**
 * The largest p1 with H(0, q2, p1, p2) = energy, so that the orbit leaves the section forward; undefined where the
 * energy does not reach.
 */
export function momentumOn(
  hamiltonian: Hamiltonian,
  [q2, p2]: SectionPoint,
  energy: number,
): number | undefined {
  const q = Float64Array.of(0, q2);
  const H = (p1: number) => hamiltonian.energy(q, Float64Array.of(p1, p2));
  // The energy is convex in p1: down to its lowest, then up from there to the level.
  let [low, high] = [-1e3, 1e3];
  for (let i = 0; i < 200; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (H(a) < H(b)) high = b;
    else low = a;
  }
  const lowest = (low + high) / 2;
  if (!(H(lowest) < energy)) return undefined;
  [low, high] = [lowest, lowest + 1];
  while (H(high) < energy) high = lowest + 2 * (high - lowest);
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (H(middle) < energy) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** An orbit of the true Hamiltonian, by an integrator of order 6 or, where H is not separable, of order 4. */
export function trueOrbit(
  hamiltonian: Hamiltonian,
  state: readonly number[],
  dt: number,
  steps = 400,
): Orbit {
  const method = hamiltonian.separable ? methods.blanesMoan6 : methods.gaussLegendre4;
  const crossings = sectionCrossings(1, 4, dt, section);
  let now = { q: Float64Array.from(state.slice(0, 2)), p: Float64Array.from(state.slice(2)) };
  crossings.push(state);
  return {
    advance() {
      const { q, p } = integrate(method, hamiltonian, now, { dt, steps });
      const found: Crossing[] = [];
      for (let k = 1; k <= steps; k++) {
        found.push(
          ...crossings.push([q[2 * k] ?? NaN, q[2 * k + 1] ?? NaN, p[2 * k] ?? NaN, p[2 * k + 1] ?? NaN]),
        );
      }
      now = { q: q.slice(2 * steps), p: p.slice(2 * steps) };
      return points(found);
    },
  };
}

/**
 * An orbit of the learnt Hamiltonian from the likeliest latent state of a true one, seen through the gauge: latent states
 * are mapped to true coordinates, in which the section is cut.
 */
export function learntOrbit(
  player: PlayerClient,
  { toTruth, fromTruth }: NonNullable<Chart['gauge']>,
  state: readonly number[],
  dt: number,
  steps = 400,
): Orbit {
  const size = player.sizes.state;
  const seen = mapped(toTruth, size);
  const crossings = sectionCrossings(1, 4, dt, section);
  let now = lifted(fromTruth, size)([state]);
  crossings.push(seen(now));
  return {
    async advance() {
      const path = await player.rollout({ from: now, dt, frames: steps + 1 });
      const coordinates = seen(path);
      const found: Crossing[] = [];
      for (let k = 1; k <= steps; k++) found.push(...crossings.push(coordinates.subarray(4 * k, 4 * k + 4)));
      now = { q: path.q.slice(size * steps), p: path.p.slice(size * steps) };
      return points(found);
    },
  };
}

const points = (found: readonly Crossing[]): SectionPoint[] =>
  found.map(({ state }) => [state[1] ?? NaN, state[3] ?? NaN] as const);
