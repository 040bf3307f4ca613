import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesNeeded, horizonAt, startRange, stateFrame, unrollsFor } from './protocol.ts';

const protocol = {
  stateAt: 'middle',
  steps: 29,
  framesPerSample: 6,
  backwardFraction: 0.5,
  doubleSpeedFraction: 0.5,
  horizonGrowth: 0.2,
} as const;

describe('frame protocols', () => {
  it('put every combination of direction and speed into a batch', () => {
    const unrolls = unrollsFor(protocol, 16);
    const count = (direction: number, stride: number) =>
      unrolls.filter((u) => u.direction === direction && u.stride === stride).length;
    expect([count(1, 1), count(1, 2), count(-1, 1), count(-1, 2)]).toEqual([4, 4, 4, 4]);
  });

  it('infer the state at the chosen input frame', () => {
    expect(stateFrame({ stateAt: 'first' }, 5)).toBe(0);
    expect(stateFrame({ stateAt: 'middle' }, 5)).toBe(2);
    expect(stateFrame({ stateAt: 'last' }, 5)).toBe(4);
  });

  it('need 61 frames for 29 double steps about the middle of five inputs', () => {
    expect(framesNeeded(protocol, 5)).toBe(61);
  });

  it('explain near frames first and all of them after the share of training asked for', () => {
    const horizons = [0, 0.05, 0.1, 0.15, 0.2, 0.9].map((progress) => horizonAt(protocol, progress));
    expect(horizons).toEqual([5, 9, 16, 22, 29, 29]);
    expect(horizonAt({ ...protocol, horizonGrowth: 0 }, 0)).toBe(29);
    expect(horizonAt({ ...protocol, framesPerSample: 'all' }, 0)).toBe(29);
  });

  it('leave room for every frame that an unroll reads', () => {
    const protocols = fc.record({
      stateAt: fc.constantFrom('first' as const, 'middle' as const, 'last' as const),
      steps: fc.integer({ min: 0, max: 40 }),
      framesPerSample: fc.constant('all' as const),
      backwardFraction: fc.constantFrom(0, 0.5, 1),
      doubleSpeedFraction: fc.constantFrom(0, 0.5, 1),
      horizonGrowth: fc.constant(0),
    });
    fc.assert(
      fc.property(protocols, fc.integer({ min: 1, max: 9 }), fc.nat(5), (drawn, inputFrames, spare) => {
        const length = framesNeeded(drawn, inputFrames) + spare;
        const at = stateFrame(drawn, inputFrames);
        for (const unroll of unrollsFor(drawn, 8)) {
          const { first, last } = startRange(unroll, drawn, inputFrames, length);
          expect(first).toBeLessThanOrEqual(last);
          for (const start of [first, last]) {
            const end = start + at + unroll.direction * unroll.stride * drawn.steps;
            expect(start).toBeGreaterThanOrEqual(0);
            expect(start + inputFrames).toBeLessThanOrEqual(length);
            expect(end).toBeGreaterThanOrEqual(0);
            expect(end).toBeLessThan(length);
          }
        }
      }),
    );
  });
});
