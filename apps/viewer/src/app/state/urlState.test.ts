import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloats, encodeFloats } from './floats.ts';
import { formatAddress, parseAddress, unreadable, urlState } from './urlState.ts';

describe('floats', () => {
  it('come back to the bit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 40 }),
        (values) => {
          const text = encodeFloats(values);
          expect(text).toMatch(/^[\w-]*$/);
          const back = decodeFloats(text, values.length);
          expect(Array.from(back ?? [NaN])).toEqual(values);
        },
      ),
      { seed: 21 },
    );
  });

  it('are refused where they are not as many, not finite, or no such text', () => {
    const text = encodeFloats([1, 2]);
    for (const [given, count] of [
      [text, 3],
      [text.slice(1), 2],
      [encodeFloats([NaN, 1]), 2],
      [encodeFloats([Infinity, 1]), 2],
      ['%%%', 1],
      ['', 1],
    ] as const) {
      expect(decodeFloats(given, count)).toBeUndefined();
    }
  });
});

describe('addresses', () => {
  it('come back from their own text, whatever stands in them', () => {
    const part = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 3 }),
        fc.array(fc.tuple(part, part), { maxLength: 4 }),
        (path, entries) => {
          const values = new URLSearchParams(entries);
          const back = parseAddress(formatAddress({ path, values }));
          expect(back.path).toEqual(path);
          expect([...back.values]).toEqual([...values]);
        },
      ),
      { seed: 22 },
    );
  });

  it('say what a page does not know, and which version is another', () => {
    const keys = ['t', 'sample.*'];
    expect(unreadable(new URLSearchParams('v=1&t=3&sample.seed=4'), keys)).toBeUndefined();
    expect(unreadable(new URLSearchParams('t=3&warp=9'), keys)).toContain('“warp”');
    expect(unreadable(new URLSearchParams('v=2&t=3'), keys)).toContain('version 2');
    expect(unreadable(new URLSearchParams('sample=4'), keys)).toContain('“sample”');
  });
});

describe('urlState', () => {
  const page = () => {
    let hash = '#/run/a?t=3';
    const bar = { hash: () => hash, replace: (next: string) => (hash = next) };
    return { ...urlState(bar, ['t', 'run']), hash: () => hash };
  };

  it('writes with its version, removes, and keeps the path', () => {
    const { state, hash } = page();
    state.write({ t: '4', run: ['a', 'b'] });
    expect(hash()).toBe('#/run/a?v=1&t=4&run=a&run=b');
    expect([state.get('t'), state.getAll('run')]).toEqual(['4', ['a', 'b']]);
    state.write({ t: undefined, run: undefined });
    expect(hash()).toBe('#/run/a');
  });

  it('refuses names that the page did not declare', () => {
    expect(() => page().state.write({ warp: '9' })).toThrow('must declare its names, but got warp');
  });

  it('tells subscribers until they leave', () => {
    const { state, changed } = page();
    const leave = new AbortController();
    let told = 0;
    state.subscribe(() => (told += 1), leave.signal);
    changed();
    leave.abort();
    changed();
    expect(told).toBe(1);
  });
});
