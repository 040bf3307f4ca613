/** Measured states at a fixed dt: an array over time for each coordinate and each input. */
export interface StateSeries {
  readonly dt: number;
  readonly positions: readonly Float64Array[];
  readonly velocities: readonly Float64Array[];
  readonly inputs: readonly Float64Array[];
}

/** Samples of a series. */
export const lengthOf = ({ positions }: StateSeries): number => positions[0].length;

/** Throws a RangeError unless all arrays of all series are of one length each, and as many as the structure wants. */
export function requireSeries(
  where: string,
  series: readonly StateSeries[],
  coordinates: number,
  inputs: number,
): void {
  if (series.length === 0) throw new RangeError(`${where}: there must be at least one series, but got none`);
  series.forEach(({ dt, positions, velocities, inputs: given }, at) => {
    const arrays = [...positions, ...velocities, ...given];
    const fits =
      dt === series[0].dt &&
      dt > 0 &&
      positions.length === coordinates &&
      velocities.length === coordinates &&
      given.length === inputs &&
      arrays.every(({ length }) => length === positions[0].length);
    if (!fits) {
      throw new RangeError(
        `${where}: series must have one dt, ${coordinates} positions and velocities and ${inputs} inputs of one length, but series ${at} has dt ${dt} and ${positions.length}, ${velocities.length} and ${given.length} arrays of ${[...new Set(arrays.map(({ length }) => length))].join(', ')} samples`,
      );
    }
    if (arrays.some((values) => values.some((value) => !Number.isFinite(value)))) {
      throw new RangeError(`${where}: series must be finite, but series ${at} is not; leave the gaps out`);
    }
  });
}
