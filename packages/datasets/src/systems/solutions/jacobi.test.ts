import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elliptic, oscillationFrom } from './jacobi.ts';

const modulus = fc.double({ min: 0, max: 0.9999, noNaN: true });
const place = fc.double({ min: -20, max: 20, noNaN: true });

/** The quarter period K(k) by the midpoint rule, which converges geometrically for a periodic integrand. */
function quarterPeriod(k: number): number {
  const points = 20000;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const angle = ((i + 0.5) / points) * (Math.PI / 2);
    sum += 1 / Math.sqrt(1 - (k * Math.sin(angle)) ** 2);
  }
  return (sum * (Math.PI / 2)) / points;
}

describe('elliptic', () => {
  test('the amplitude at K(k) is a right angle', () => {
    for (const k of [0, 0.1, 0.5, 0.9, 0.999]) {
      const { amplitude, argument } = elliptic(k, Math.sqrt((1 - k) * (1 + k)));
      expect(amplitude(quarterPeriod(k))).toBeCloseTo(Math.PI / 2, 12);
      expect(argument(Math.PI / 2)).toBeCloseTo(quarterPeriod(k), 12);
      expect(argument(7 * Math.PI)).toBeCloseTo(14 * quarterPeriod(k), 11);
    }
  });

  test('the amplitude solves dam/du = dn, and the argument is its inverse', () => {
    fc.assert(
      fc.property(modulus, place, (k, u) => {
        const { amplitude, argument } = elliptic(k, Math.sqrt((1 - k) * (1 + k)));
        const h = 1e-4;
        const slope =
          (8 * (amplitude(u + h) - amplitude(u - h)) - (amplitude(u + 2 * h) - amplitude(u - 2 * h))) /
          (12 * h);
        const dn = Math.sqrt(1 - (k * Math.sin(amplitude(u))) ** 2);
        expect(Math.abs(slope - dn)).toBeLessThan(1e-9);
        expect(Math.abs(argument(amplitude(u)) - u)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('oscillationFrom', () => {
  test('gives k sn, k cn and dn at the sum of two arguments', () => {
    fc.assert(
      fc.property(modulus, place, place, (k, u0, u) => {
        const complement = Math.sqrt((1 - k) * (1 + k));
        const { amplitude } = elliptic(k, complement);
        const at = (argument: number) => {
          const angle = amplitude(argument);
          return [
            k * Math.sin(angle),
            k * Math.cos(angle),
            Math.hypot(complement, k * Math.cos(angle)),
          ] as const;
        };
        const out = new Float64Array(3);
        oscillationFrom(...at(u0))?.(u, out);
        at(u0 + u).forEach((value, i) => expect(Math.abs(out[i] - value)).toBeLessThan(1e-9));
      }),
    );
  });

  test('there is none at the separatrix, where the functions are no longer elliptic', () => {
    expect(oscillationFrom(0.6, 0.8, 0.8)).toBeUndefined();
  });
});
