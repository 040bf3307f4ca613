import type { Random } from '../random.ts';
import type { InitialStates } from './system.ts';

/**
 * Draws a point with a uniform direction and a radius from `initial.radius`.
 *
 * The radius is uniform, or with `uniformInArea` its square is. In the plane the angle is drawn directly, in more
 * dimensions the direction is that of a Gaussian point: a normalised point of a cube would favour the diagonals.
 * @param dimensions - 2 or more
 */
export function annulusPoint(random: Random, initial: InitialStates, dimensions = 2): number[] {
  const [min, max] = initial.radius ?? [0, 1];
  const radius = initial.uniformInArea
    ? Math.sqrt(random.uniform(min * min, max * max))
    : random.uniform(min, max);
  if (dimensions === 2) {
    const angle = random.angle();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }
  const direction = Array.from({ length: dimensions }, () => random.normal());
  const norm = Math.hypot(...direction);
  return direction.map((component) => (radius * component) / norm);
}
