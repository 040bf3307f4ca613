import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, formatTicks } from './format.ts';
import { chooseKind, makeScale } from './scale.ts';

const labels = (values: readonly number[], options = {}): readonly string[] =>
  makeScale(values, options).ticks.map(({ label }) => label);

describe('makeScale', () => {
  it('places a linear domain on the range', () => {
    const scale = makeScale([], { domain: [10, 20] }).over([100, 0]);
    expect([10, 15, 20].map(scale.position)).toEqual([100, 50, 0]);
  });

  it('places a logarithmic domain on the range', () => {
    const scale = makeScale([], { domain: [1e-4, 1], kind: 'log' }).over([0, 400]);
    expect([1e-4, 1e-3, 1].map((value) => Math.round(scale.position(value)))).toEqual([0, 100, 400]);
    expect(scale.position(0)).toBeNaN();
    expect(scale.position(-1)).toBeNaN();
  });

  it('ticks at round numbers with equal decimals', () => {
    expect(labels([0, 1])).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels([-2.1, 2.2])).toEqual(['−2', '−1', '0', '1', '2']);
    expect(labels([0, 4e-6], { padding: 0 })).toEqual(['0', '10⁻⁶', '2×10⁻⁶', '3×10⁻⁶', '4×10⁻⁶']);
  });

  it('ticks at decades, and in between where decades are few', () => {
    expect(labels([2e-6, 3e-2], { kind: 'log' })).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²']);
    expect(labels([0.02, 7], { kind: 'log' })).toEqual(['0.03', '0.1', '0.3', '1', '3']);
    expect(labels([1e-30, 1], { kind: 'log', padding: 0 })).toEqual([
      '10⁻³⁰',
      '10⁻²⁵',
      '10⁻²⁰',
      '10⁻¹⁵',
      '10⁻¹⁰',
      '10⁻⁵',
      '1',
    ]);
  });

  it('ticks at whole numbers only when asked', () => {
    expect(labels([0, 2], { integer: true, padding: 0, tickCount: 8 })).toEqual(['0', '1', '2']);
  });

  it('puts constant values in the middle', () => {
    expect(makeScale([3, 3]).position(3)).toBeCloseTo(0.5, 12);
    expect(makeScale([0]).position(0)).toBe(0.5);
    expect(makeScale([5, 5], { kind: 'log' }).position(5)).toBeCloseTo(0.5, 12);
  });

  it('has a domain without any value', () => {
    expect(makeScale([NaN]).domain).toEqual([0, 1]);
    expect(makeScale([-1], { kind: 'log' }).domain).toEqual([0.1, 10]);
  });

  it('refuses domains that are no interval', () => {
    expect(() => makeScale([], { domain: [1, 1] })).toThrow(/two rising finite numbers, but got \[1, 1\]/);
    expect(() => makeScale([], { domain: [0, 1], kind: 'log' })).toThrow(/positive/);
  });

  it('keeps any finite data inside the range, in order, with different labels', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(values, fc.constantFrom('linear' as const, 'log' as const), (data, kind) => {
        const scale = makeScale(data, { kind });
        const shown = data.filter((value) => kind === 'linear' || value > 0).sort((a, b) => a - b);
        const places = shown.map(scale.position);
        for (const place of places) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(1);
        }
        expect(places).toEqual([...places].sort((a, b) => a - b));
        const ticks = scale.ticks.map(({ label }) => label);
        expect(new Set(ticks).size).toBe(ticks.length);
        expect(scale.ticks.every(({ value }) => Number.isFinite(scale.position(value)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('chooseKind', () => {
  it('takes logarithms for wide positive data only', () => {
    expect(chooseKind('auto', [1, 20])).toBe('linear');
    expect(chooseKind('auto', [1, 40])).toBe('log');
    expect(chooseKind('auto', [-1, 40, 1])).toBe('linear');
    expect(chooseKind('auto', [0, 1, 2])).toBe('linear');
    expect(chooseKind('auto', [0, ...Array.from({ length: 10 }, (_, k) => 10 ** -k)])).toBe('log');
    expect(chooseKind('auto', [NaN])).toBe('linear');
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.00062, '6.2×10⁻⁴'],
    [0.001234, '0.00123'],
    [-12.3456, '−12.3'],
    [412.3, '412'],
    [-1234.5, '−1,235'],
    [999_999, '999,999'],
    [1e6, '10⁶'],
    [-1e-9, '−10⁻⁹'],
    [NaN, 'not finite'],
    [-Infinity, 'not finite'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('agrees with the number it writes to three digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (value) => {
        const plain = formatNumber(value)
          .replace(/×?10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)/, (all, power: string) => {
            const digits = power
              .replace('⁻', '-')
              .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (d) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(d)));
            return `${all.startsWith('×') ? '' : '1'}e${digits}`;
          })
          .replaceAll(',', '')
          .replace('−', '-');
        expect(Math.abs(Number(plain) - value)).toBeLessThanOrEqual(0.006 * Math.abs(value));
      }),
    );
  });
});

it('formatTicks shortens thousands', () => {
  expect(formatTicks([0, 5000, 10_000, 15_000], 5000)).toEqual(['0', '5k', '10k', '15k']);
  expect(formatTicks([0, 2500, 12_500], 2500)).toEqual(['0', '2.5k', '12.5k']);
});
