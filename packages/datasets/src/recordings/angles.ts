const turn = 2 * Math.PI;
/** For noise about the seam, in rad. */
const slack = 0.1;

/** What was found of an angle's turns. */
export interface Unwrapped {
  readonly values: Float64Array;
  /** How many times it crossed the seam. */
  readonly crossings: number;
}

/**
 * Takes full turns out of an angle's jumps, so that it goes on where it was cut at -pi and pi or at 0 and 2 pi: each step
 * becomes the shortest one. Only angles that stay within
 * one of these ranges are taken for cut ones.
 * @example
 * const { values } = unwrapAngle(Float64Array.of(3, -3)); // 3, 3.28…
 */
export function unwrapAngle(angle: Float64Array): Unwrapped {
  let [least, most] = [Infinity, -Infinity];
  for (const value of angle) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const isWithin = (from: number) => least >= from - slack && most <= from + turn + slack;
  if (!isWithin(-Math.PI) && !isWithin(0)) return { values: angle, crossings: 0 };
  let [turns, crossings] = [0, 0];
  const values = Float64Array.from(angle, (value, i) => {
    const step = i === 0 ? 0 : value - angle[i - 1];
    if (Math.abs(step) > Math.PI) {
      turns -= Math.sign(step);
      crossings++;
    }
    return value + turns * turn;
  });
  return { values: crossings === 0 ? angle : values, crossings };
}
