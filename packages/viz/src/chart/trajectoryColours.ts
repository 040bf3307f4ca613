import { extent } from '../scale/scale.ts';
import { ramps, seriesColour } from '../theme/palette.ts';

/** What decides the colour of a trajectory. */
export interface Coloured {
  /** A number that orders the trajectories. */
  readonly level?: number | undefined;
  /** A colour by name, which wins over the level. */
  readonly colour?: string | undefined;
}

/** The span of the levels where every trajectory has a finite one, so that colours can follow them. */
export function levelSpan(all: readonly Coloured[]): readonly [number, number] | undefined {
  return all.every(({ level }) => Number.isFinite(level))
    ? extent(all.map(({ level }) => level ?? NaN))
    : undefined;
}

/** The colour name of each trajectory: its own, else by level if all have one, else the next of the palette. */
export function trajectoryColours(
  all: readonly Coloured[],
  span: readonly [number, number] | undefined = levelSpan(all),
): readonly string[] {
  return all.map(
    ({ colour, level }, index) =>
      colour ?? (span === undefined ? seriesColour(index) : rampName(level ?? NaN, span)),
  );
}

/** The step of the ramp for a number between the ends of a span. */
export function rampName(level: number, [low, high]: readonly [number, number]): string {
  const steps = ramps.light.length;
  const fraction = high > low ? (level / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
  return `ramp-${Math.max(0, Math.min(steps - 1, Math.round(fraction * (steps - 1))))}`;
}
