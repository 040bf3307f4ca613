/**
 * How a linear map from one phase space into another changes areas: F = B^T J B is the form of the target seen in the
 * source, to be compared with c J of the source. Coordinates are measured in `units` (standard deviations, say), so
 * that the result does not depend on those of q and p.
 *
 * @param rows rows of B: q of the target, then its p
 * @returns c that fits best, and |F - c J| / |F|: 0 where the map is symplectic but for the scale c
 */
export function symplecticity(
  rows: readonly (readonly number[])[],
  units: ArrayLike<number>,
): { readonly scale: number; readonly defect: number } {
  const size = units.length;
  const degrees = size / 2;
  const half = rows.length / 2;
  let along = 0;
  let canonical = 0;
  let whole = 0;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const unit = units[a] * units[b];
      let form = 0;
      for (let i = 0; i < half; i++) {
        form += rows[i][a] * rows[half + i][b] - rows[half + i][a] * rows[i][b];
      }
      form *= unit;
      const j = unit * (b === a + degrees ? 1 : a === b + degrees ? -1 : 0);
      along += form * j;
      canonical += j * j;
      whole += form * form;
    }
  }
  // |F - c J|^2 = |F|^2 - (F.J)^2 / |J|^2; a plane without any area is as far from symplectic as can be.
  const left = whole === 0 ? 1 : Math.max(0, 1 - along ** 2 / (canonical * whole));
  return { scale: along / canonical, defect: Math.sqrt(left) };
}
