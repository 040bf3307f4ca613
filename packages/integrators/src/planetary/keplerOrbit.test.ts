import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keplerOrbit } from './keplerOrbit.ts';

type PlaneState = readonly [x: number, y: number, vx: number, vy: number];

const mu = 1.7;

function at([x, y, vx, vy]: PlaneState, time: number): PlaneState {
  const [outX, outV] = [new Float64Array(2), new Float64Array(2)];
  keplerOrbit({ x: Float64Array.of(x, y), v: Float64Array.of(vx, vy) }, mu)(time, outX, outV);
  return [outX[0], outX[1], outV[0], outV[1]];
}

const energy = ([x, y, vx, vy]: PlaneState) => (vx * vx + vy * vy) / 2 - mu / Math.hypot(x, y);
const angularMomentum = ([x, y, vx, vy]: PlaneState) => x * vy - y * vx;

/** A start at a distance from 0.3 to 3 with a sideways speed, so that no orbit falls into the centre. */
const starts = fc
  .record({
    r: fc.double({ min: 0.3, max: 3, noNaN: true }),
    angle: fc.double({ min: -3, max: 3, noNaN: true }),
    radial: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
    sideways: fc.double({ min: 0.4, max: 2, noNaN: true }),
  })
  .map(({ r, angle, radial, sideways }): PlaneState => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [r * c, r * s, radial * c - sideways * s, radial * s + sideways * c];
  });

test('velocity is the change of position, and its change the pull of the centre', () => {
  fc.assert(
    fc.property(starts, fc.double({ min: -8, max: 8, noNaN: true }), (start, time) => {
      const now = at(start, time);
      const r = Math.hypot(now[0], now[1]);
      const turn = Math.sqrt(r ** 3 / mu);
      // Short against the time in which an orbit turns here.
      const h = 1e-3 * turn;
      // Rounding grows with the speed, which far out on an unbound orbit is well above a circular one's.
      const scale = Math.max(Math.hypot(now[2], now[3]), r / turn);
      const near = [-2, -1, 1, 2].map((k) => at(start, time + k * h));
      for (const axis of [0, 1]) {
        const slope = (i: number) => (8 * (near[2][i] - near[1][i]) - (near[3][i] - near[0][i])) / (12 * h);
        expect(Math.abs(slope(axis) - now[axis + 2]) / scale).toBeLessThan(1e-8);
        expect((Math.abs(slope(axis + 2) + (mu * now[axis]) / r ** 3) * turn) / scale).toBeLessThan(1e-8);
      }
    }),
  );
});

test('energy and angular momentum are kept, and going back leads to the start', () => {
  fc.assert(
    fc.property(starts, fc.double({ min: -50, max: 50, noNaN: true }), (start, time) => {
      const then = at(start, time);
      expect(Math.abs(energy(then) - energy(start))).toBeLessThan(1e-11 * Math.abs(mu / 0.01));
      expect(Math.abs(angularMomentum(then) - angularMomentum(start))).toBeLessThan(1e-11);
      at(then, -time).forEach((value, i) => expect(Math.abs(value - start[i])).toBeLessThan(1e-7));
    }),
  );
});

test('every kind of orbit is followed: slow and fast, near and far, parabolic and nearly so', () => {
  fc.assert(
    fc.property(
      fc.record({
        r: fc.double({ min: -4, max: 4, noNaN: true }).map(Math.exp),
        // Against the speed that just leaves the centre.
        speed: fc.oneof(
          fc.double({ min: -3, max: 3, noNaN: true }).map(Math.exp),
          fc.double({ min: -30, max: -2, noNaN: true }).map((exponent) => 1 + Math.exp(exponent)),
          fc.double({ min: -30, max: -2, noNaN: true }).map((exponent) => 1 - Math.exp(exponent)),
          fc.constant(1),
        ),
        angle: fc.double({ min: 0.05, max: 3.09, noNaN: true }),
        time: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      }),
      ({ r, speed, angle, time }) => {
        const v = speed * Math.sqrt((2 * mu) / r);
        const start: PlaneState = [r, 0, v * Math.cos(angle), v * Math.sin(angle)];
        const then = at(start, time * Math.sqrt(r ** 3 / mu));
        const scale = Math.hypot(then[0], then[1]) * Math.hypot(then[2], then[3]);
        expect(Math.abs(angularMomentum(then) - angularMomentum(start)) / scale).toBeLessThan(1e-8);
      },
    ),
  );
});

test('flights past the centre that once escaped the solver come back to their starts', () => {
  const flights: readonly (readonly [start: PlaneState, time: number])[] = [
    [[0.3, 0, 1.5, 2], 50],
    [[0.81, 0, 1.5, 2], 50],
    [[0.89, 0, -1.5, 2], -50],
    [[1.9457, 0, -1.3042, 0.4755], -37.215],
  ];
  for (const [start, time] of flights)
    at(at(start, time), -time).forEach((value, i) => expect(value).toBeCloseTo(start[i], 9));
});

test('a bound orbit closes after 2 pi sqrt(a^3 / mu)', () => {
  const start: PlaneState = [0.2, 0.1, -1.1, 3.2];
  const a = -mu / (2 * energy(start));
  at(start, 2 * Math.PI * Math.sqrt(a ** 3 / mu)).forEach((value, i) =>
    expect(value).toBeCloseTo(start[i], 11),
  );
});

test('a parabolic orbit follows Barker: y = q tan(f/2) with tan(f/2) + tan(f/2)^3 / 3 = t sqrt(mu / 2 q^3)', () => {
  const q = 0.8;
  const start: PlaneState = [q, 0, 0, Math.sqrt((2 * mu) / q)];
  for (const tangent of [-2, -0.3, 0.5, 3]) {
    const time = (tangent + tangent ** 3 / 3) / Math.sqrt(mu / (2 * q ** 3));
    const [x, y] = at(start, time);
    expect(x).toBeCloseTo(q * (1 - tangent * tangent), 12);
    expect(y).toBeCloseTo(2 * q * tangent, 12);
  }
});

test('an orbit in three dimensions is the plane one, turned', () => {
  const start: PlaneState = [0.8, 0.1, -0.3, 1.2];
  const turn = ([x, y]: readonly number[]) => [0.6 * x, y, 0.8 * x];
  const [outX, outV] = [new Float64Array(3), new Float64Array(3)];
  const state = { x: Float64Array.from(turn(start)), v: Float64Array.from(turn(start.slice(2))) };
  keplerOrbit(state, mu)(3.7, outX, outV);
  const flat = at(start, 3.7);
  turn(flat).forEach((value, i) => expect(outX[i]).toBeCloseTo(value, 13));
  turn(flat.slice(2)).forEach((value, i) => expect(outV[i]).toBeCloseTo(value, 13));
});
