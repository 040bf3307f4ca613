import { UnsupportedSystemError } from '../core/errors.ts';
import type { Method } from '../core/method.ts';
import { differ, notNystrom, shifted } from '../core/validate.ts';

/** A method that requires K = p^T M^-1 p / 2, and throws an UnsupportedSystemError where dHdp belies it. */
export const nystrom = (method: Method): Method => ({
  ...method,
  requiresQuadraticKinetic: true,
  verify: (where, system, { q, p }, [now, later]) => {
    const velocity = (at: Float64Array, t: number) =>
      system.dHdp(q.slice(), at, new Float64Array(q.length), t);
    const [middle, up, down] = [p.slice(), shifted(p, 0.5), shifted(p, -0.5)].map((at) => velocity(at, now));
    const rounding = 1e-300 + 1e-9 * Math.max(...up.map(Math.abs), ...down.map(Math.abs));
    if (
      middle.some((v, i) => !(Math.abs(up[i] + down[i] - 2 * v) <= rounding)) ||
      differ(middle, velocity(p.slice(), later))
    ) {
      throw new UnsupportedSystemError(
        `${where}: ${method.name} needs K = p^T M^-1 p / 2, but dHdp is not linear in p or changes with time; ${notNystrom}`,
      );
    }
  },
});
