import type { Random } from '../random.ts';
import type { InitialStates } from './system.ts';

/**
 * Draws a point of the plane with a uniform angle and a radius from `initial.radius`.
 *
 * The radius is uniform, or with `uniformInArea` its square is. The angle is drawn directly: a normalised point of a
 * square would favour the diagonals.
 */
export function annulusPoint(random: Random, initial: InitialStates): [x: number, y: number] {
  const [min, max] = initial.radius ?? [0, 1];
  const radius = initial.uniformInArea
    ? Math.sqrt(random.uniform(min * min, max * max))
    : random.uniform(min, max);
  const angle = random.angle();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
