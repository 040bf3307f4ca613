/** Points that one look at the energy takes. */
const points = 65;

/**
 * The largest momentum in [low, high] at which the energy rises through `level`: where an orbit of that energy leaves a
 * section forward. The energy is asked for 65 momenta at a time, which is one call of a learnt H; seven calls leave
 * 1e-12 of the range. Gives undefined where the energy does not rise through the level on this grid.
 */
export async function momentumAtEnergy(
  energies: (momenta: Float64Array) => ArrayLike<number> | Promise<ArrayLike<number>>,
  level: number,
  [low, high]: readonly [number, number],
): Promise<number | undefined> {
  let [from, to] = [low, high];
  for (let look = 0; look < 7; look++) {
    const momenta = Float64Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
    const H = await energies(momenta);
    let above = points - 1;
    while (above > 0 && !(H[above] >= level && H[above - 1] < level)) above--;
    if (above === 0) return look === 0 ? undefined : (from + to) / 2;
    [from, to] = [momenta[above - 1], momenta[above]];
  }
  return (from + to) / 2;
}
