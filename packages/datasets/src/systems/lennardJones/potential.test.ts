import { describe, expect, test } from 'vitest';
import { randomStream } from '../../random.ts';
import { allPairs } from './allPairs.ts';
import { cellList } from './cellList.ts';
import { cutoff, cutoffSquared, pairEnergy, pairSlope } from './pairPotential.ts';

const lennardJones = (r: number) => 4 * (r ** -12 - r ** -6);

describe('the pair potential', () => {
  test('is that of Lennard and Jones, to two thousandths up to and past the bottom of the well', () => {
    for (let r = 0.9; r < 1.2; r += 0.01) {
      expect(Math.abs(pairEnergy(r * r) - lennardJones(r))).toBeLessThan(2e-3 * Math.max(1, lennardJones(r)));
    }
    expect(pairEnergy(2 ** (1 / 3))).toBeCloseTo(-0.9992, 4);
  });

  test('vanishes at the cut-off with five derivatives, attracting all the way there', () => {
    const h = 1e-2;
    // Near the cut-off it is proportional to the sixth power of how far away that is.
    const ratio = pairEnergy(cutoffSquared - 2 * h) / pairEnergy(cutoffSquared - h);
    expect(Math.log2(ratio)).toBeCloseTo(6, 1);
    for (let u = 1.6; u < cutoffSquared - 0.02; u += 0.01) {
      expect(pairEnergy(u)).toBeLessThan(0);
      expect(pairSlope(u)).toBeGreaterThan(0);
    }
  });

  test('its slope is its derivative', () => {
    for (let u = 0.7; u < cutoffSquared - 0.01; u += 0.05) {
      const h = 1e-4;
      const slope =
        (8 * (pairEnergy(u + h) - pairEnergy(u - h)) - (pairEnergy(u + 2 * h) - pairEnergy(u - 2 * h))) /
        (12 * h);
      expect(Math.abs(slope - pairSlope(u)) / Math.max(1, Math.abs(slope))).toBeLessThan(1e-8);
    }
  });
});

/** Particles on a shaken lattice, each in some copy of the box. */
function shaken(particles: number, boxLength: number): Float64Array {
  const random = randomStream(4, particles, 'state');
  const side = Math.ceil(Math.sqrt(particles));
  return Float64Array.from({ length: 2 * particles }, (_, k) => {
    const place = k % 2 === 0 ? (k >> 1) % side : Math.floor((k >> 1) / side);
    return (place / side + random.integer(5) - 2) * boxLength + random.uniform(-0.1, 0.1);
  });
}

/** Every particle with every copy of every other, written out. */
function sumOverCopies(q: Float64Array, boxLength: number): number {
  let sum = 0;
  for (let i = 0; i < q.length; i += 2) {
    for (let j = 0; j < i; j += 2) {
      const wrap = (d: number) => d - boxLength * Math.floor(d / boxLength);
      const [dx, dy] = [wrap(q[i] - q[j]), wrap(q[i + 1] - q[j + 1])];
      for (let a = -2; a <= 2; a++) {
        for (let b = -2; b <= 2; b++) {
          const r = Math.hypot(dx + a * boxLength, dy + b * boxLength);
          if (r < cutoff) sum += pairEnergy(r * r);
        }
      }
    }
  }
  return sum;
}

describe('the potential of many particles', () => {
  test.each([
    ['in a box of less than twice the cut-off', 16, Math.sqrt(16 / 0.77)],
    ['in a box of little more than the cut-off', 5, 2.6],
    ['in a large box', 30, 12],
  ])('counts every copy within the cut-off, %s', (_, particles, boxLength) => {
    const q = shaken(particles, boxLength);
    const expected = sumOverCopies(q, boxLength);
    expect(Math.abs(allPairs(particles, boxLength).energy(q) / expected - 1)).toBeLessThan(1e-12);
  });

  test.each([
    [48, 10.1],
    [70, 7.6],
    [150, 14],
    [400, 22.8],
  ])(
    '%d particles in a box of %d: cells give the same energy and gradient as all pairs',
    (particles, boxLength) => {
      const q = shaken(particles, boxLength);
      const [slow, fast] = [allPairs(particles, boxLength), cellList(particles, boxLength)];
      expect(Math.abs(fast.energy(q) / slow.energy(q) - 1)).toBeLessThan(1e-12);
      const expected = slow.gradient(q, new Float64Array(q.length));
      const largest = Math.max(...expected.map(Math.abs));
      fast.gradient(q, new Float64Array(q.length)).forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-12 * largest);
      });
    },
  );

  test('boxes that are too small are told', () => {
    expect(() => allPairs(4, 2.4)).toThrow('boxLength must be at least the cut-off 2.5, but got 2.4');
    expect(() => cellList(100, 7)).toThrow('boxLength must be at least 7.5, but got 7');
  });
});
