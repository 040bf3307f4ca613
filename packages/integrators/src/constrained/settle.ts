import { clocked, type Clock } from '../core/clock.ts';
import { ConvergenceError } from '../core/errors.ts';
import { arrays } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { solveLinear } from '../implicit/linear.ts';
import type { Constraints } from './constraints.ts';

/** What meets constraints by forces along their gradients. */
export interface Settling {
  /** A momentum, and the position and the gradients of constraints (m rows of n) that belong to the state it is of. */
  readonly p: Float64Array;
  readonly behind: Float64Array;
  /** Where the momentum leads: position and gradients there. */
  readonly q: Float64Array;
  readonly ahead: Float64Array;
  /** Takes from p what along `behind` keeps from + h dH/dp(p) off the constraints, h = clock[1], and fills q and ahead. */
  positions(from: Float64Array, clock: Clock): void;
  /** Takes from p what along `ahead` makes the velocity leave them. */
  momenta(clock: Clock): void;
}

/** Newton's method for the multipliers of constraints: to rounding, or a ConvergenceError. */
export function settling(
  where: string,
  { count: m, g, dgdq }: Constraints,
  system: System,
  n: number,
): Settling {
  const dHdp = clocked(system, 'dHdp');
  const [p, q, base, velocity, moved, slope] = arrays(6, n);
  const [behind, ahead, curved] = arrays(3, m * n);
  const rows = arrays(m, m + 1);
  const [value, multipliers, sizes] = arrays(3, m);

  /** curved = d2H/dp2 times each row of `by`, by differences: exact where dH/dp is linear. */
  const curve = (by: Float64Array, clock: Clock) => {
    let size = 1;
    for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(p[i]));
    for (let a = 0; a < m * n; a += n) {
      let length = 0;
      for (let i = 0; i < n; i++) length = Math.max(length, Math.abs(by[a + i]));
      const w = (1e-4 * size) / (length > 0 ? length : 1);
      for (let i = 0; i < n; i++) moved[i] = p[i] + w * by[a + i];
      dHdp(q, moved, slope, clock);
      for (let i = 0; i < n; i++) {
        curved[a + i] = slope[i] / (2 * w);
        moved[i] = p[i] - w * by[a + i];
      }
      dHdp(q, moved, slope, clock);
      for (let i = 0; i < n; i++) curved[a + i] -= slope[i] / (2 * w);
    }
  };

  const settle = (by: Float64Array, from: Float64Array | undefined, clock: Clock) => {
    for (let i = 0; i < n; i++) base[i] = p[i];
    multipliers.fill(0);
    sizes.fill(0);
    let before = Infinity;
    for (let k = 0; ; k++) {
      for (let i = 0; i < n; i++) {
        let sum = base[i];
        for (let a = 0; a < m; a++) sum -= multipliers[a] * by[a * n + i];
        p[i] = sum;
      }
      dHdp(q, p, velocity, clock);
      if (from !== undefined) {
        for (let i = 0; i < n; i++) q[i] = from[i] + clock[1] * velocity[i];
        g(q, value);
        ahead.fill(0);
        dgdq(q, ahead);
      }
      const step = from === undefined ? 1 : clock[1];
      // The residual in units of what rounding may make of it.
      let residual = 0;
      for (let a = 0; a < m; a++) {
        let sum = 0;
        let size = 0;
        for (let i = 0; i < n; i++) {
          sum += ahead[a * n + i] * velocity[i];
          size += Math.abs(ahead[a * n + i] * (from === undefined ? velocity[i] : q[i]));
        }
        if (from === undefined) value[a] = sum;
        // Rounding is that of the largest numbers on the way.
        sizes[a] = Math.max(sizes[a], size);
        const relative = Math.abs(value[a]) / (sizes[a] > 0 ? sizes[a] : 1);
        // Written so that NaN wins over any number.
        if (!(relative <= residual)) residual = relative;
      }
      if (residual < 1e-16 || (residual >= before / 2 && before < 1e-12)) return;
      if (!(residual < 1e300) || k === 50) {
        throw new ConvergenceError(
          `${where}: the constraints must be met, but a relative residual of ${residual} was left; take a smaller dt, and see that their gradients are independent`,
          residual,
        );
      }
      before = residual;
      if (k === 0 || system.quadraticKinetic !== true) curve(by, clock);
      for (let a = 0; a < m; a++) {
        for (let b = 0; b < m; b++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += ahead[a * n + i] * curved[b * n + i];
          rows[a][b] = step * sum;
        }
        rows[a][m] = value[a];
      }
      solveLinear(rows);
      for (let a = 0; a < m; a++) multipliers[a] += rows[a][m];
    }
  };
  return {
    p,
    q,
    behind,
    ahead,
    positions: (from, clock) => settle(behind, from, clock),
    momenta: (clock) => settle(ahead, undefined, clock),
  };
}
