import type { Method } from '../core/method.ts';
import type { Splitting, Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import { readsTime, type System } from '../core/system.ts';
import { isPalindromic } from '../splitting/splitting.ts';

/** How finely q and p are resolved. */
export interface BitReversibleOptions {
  /** The spacing of the grid on which positions and momenta stand; 2^-50 (about 1e-15) unless told. */
  readonly spacing?: number;
}

/** Beyond so many spacings a double no longer holds every whole number. */
const most = 2 ** 53;

/**
 * A reversible splitting on whole numbers: positions and momenta stand on a grid of fixed spacing, and every kick and
 * drift is rounded to it, so that a run back in time returns to the first state to the last bit, however long.
 *
 * The start is rounded to the grid. Each coordinate must stay below 2^53 spacings (8 with the default; take a coarser
 * grid for larger ones): beyond it a step counts as not finite. Every move is made by itself, which costs a gradient
 * more a step than the splitting that shares it. Over a vector space, whose numbers it does not know, it is the plain
 * splitting. Throws a TypeError unless the method is a splitting that reads the same from both ends, and a RangeError
 * for a spacing that is not a power of two. Source: H. Rein, D. Tamayo, MNRAS 473 (2018) 3351,
 * doi:10.1093/mnras/stx2570 (JANUS); D. Levesque, L. Verlet, J. Stat. Phys. 72 (1993) 519, doi:10.1007/BF01048022.
 *
 * @example
 * ```ts
 * import { bitReversible, integrate, leapfrog } from '@hgn/integrators';
 * const pendulum = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = Math.sin(q[0])), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const method = bitReversible(leapfrog);
 * const there = integrate(method, pendulum, { q: Float64Array.of(1), p: Float64Array.of(0.5) }, { dt: 0.1, steps: 1000 });
 * const end = { q: there.q.slice(-1), p: there.p.slice(-1) };
 * const back = integrate(method, pendulum, end, { dt: 0.1, steps: 1000, direction: 'backward' });
 * console.log(back.q[1000], back.p[1000]); // 1 0.5
 * ```
 */
export function bitReversible(method: Method, { spacing = 2 ** -50 }: BitReversibleOptions = {}): Method {
  const { name, splitting } = method;
  if (splitting === undefined || !isPalindromic(splitting)) {
    throw new TypeError(
      `bitReversible: the method must be a reversible splitting, but got ${name}; use leapfrog, blanesMoan4 or kahanLi8`,
    );
  }
  if (!(spacing > 0) || !Number.isInteger(Math.log2(spacing))) {
    throw new RangeError(`bitReversible: spacing must be a power of two, but got ${spacing}; use 2 ** -50`);
  }
  return {
    ...method,
    name: `bit-reversible ${name}`,
    bitReversible: true,
    // Rounding to the grid is one to one, but no smooth map.
    stepper: (system, n) => gridStepper(splitting, system, n, spacing),
  };
}

function gridStepper({ first, weights }: Splitting, system: System, n: number, spacing: number): Stepper {
  const [slope] = arrays(1, n);
  const timedQ = readsTime(system.dHdq);
  const timedP = readsTime(system.dHdp);
  const half = weights.length >> 1;
  const signs = weights.map((_, i) => (first === 'kick') === (i % 2 === 0));
  // Times are those of the middle of the step plus and minus the same numbers: so they are the same on the way back.
  const clocks = weights.map((_, i) =>
    weights.reduce(
      (sum, w, j) => ((i - j) % 2 === 0 || j === i ? sum : j < i ? sum + w / 2 : sum - w / 2),
      0,
    ),
  );
  const moved = new Float64Array(1);

  /** x += w * slope on the grid; leaves in moved[0] the largest number of spacings that x has. */
  const move = (x: Float64Array, w: number) => {
    for (let i = 0; i < n; i++) {
      const whole = Math.round(x[i] / spacing) + round((w * slope[i]) / spacing);
      x[i] = whole * spacing;
      // Written so that NaN counts.
      if (!(Math.abs(whole) <= moved[0])) moved[0] = Math.abs(whole);
    }
  };
  return {
    advance(q, p, start, dt, from, count) {
      for (let k = 0; k < count; k++) {
        const middle = start + (from + k + 0.5) * dt;
        moved[0] = 0;
        for (let s = 0; s < weights.length; s++) {
          // The weights of the second half are those of the first, to the bit.
          const w = weights[s <= half ? s : weights.length - 1 - s];
          const t = middle + clocks[s] * dt;
          if (signs[s]) {
            system.dHdq(q, p, slope, timedQ ? t : NaN);
            move(p, -w * dt);
          } else {
            system.dHdp(q, p, slope, timedP ? t : NaN);
            move(q, w * dt);
          }
        }
        if (!(moved[0] < most)) return k;
      }
      return count;
    },
    reset: () => undefined,
  };
}

/** The nearest whole number, halves away from 0: rounding that turns its sign with that of x, as Math.round does not. */
const round = (x: number): number => (x < 0 ? -Math.round(-x) : Math.round(x));
