/**
 * What is known at each horizon, the shortest first: an object tells whole numbers of seconds before all others, in
 * whatever order they were put in.
 */
export const byHorizon = <T>(horizons: Readonly<Record<string, T>>): [horizon: string, known: T][] =>
  Object.entries(horizons).sort(([a], [b]) => Number(a) - Number(b));
