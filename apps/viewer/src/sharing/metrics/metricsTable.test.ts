import { metricsLine, parseMetrics } from '@hgn/training';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMetricsTable, type MetricsTable } from './metricsTable.ts';
import { lineScanner } from './scanLine.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const tableOf = (text: string) => {
  const table = createMetricsTable();
  table.push(bytesOf(text));
  return table;
};

const contents = (table: MetricsTable, kind?: string) => {
  const rows = table.rows(kind);
  return Object.fromEntries(rows.names.map((name) => [name, [...rows.column(name)]]));
};

/** How far two numbers are apart, relative to the larger. */
const apart = (a: number, b: number) =>
  Object.is(a, b) || a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));

describe('lines read by position', () => {
  test('are what JSON.parse reads, to 1e-15, over the whole range of numbers', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constant(0),
    );
    fc.assert(
      fc.property(number, number, (a, b) => {
        const line = bytesOf(`${JSON.stringify({ step: 10, a, b })}\n`);
        const scanner = lineScanner(['step', 'a', 'b']);
        expect(scanner.scan(line, 0)).toBe(line.length);
        expect(scanner.values[0]).toBe(10);
        for (const [i, expected] of [a, b].entries()) {
          const got = scanner.values[i + 1];
          // Denormal numbers have fewer bits to be near to.
          if (Math.abs(expected) > 1e-300) expect(apart(got, expected)).toBeLessThan(1.1e-15);
          else expect(Math.abs(got - expected)).toBeLessThan(1e-300);
        }
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  test('are refused with other keys, another order, text, spaces, or something behind', () => {
    const scanner = lineScanner(['step', 'loss']);
    const reads = (text: string) => scanner.scan(bytesOf(`${text}\n`), 0) === bytesOf(text).length + 1;
    expect(reads('{"step":1,"loss":2}')).toBe(true);
    expect(reads('{"step":1,"loss":null}')).toBe(true);
    expect(scanner.values[1]).toBeNaN();
    for (const wrong of [
      '{"loss":2,"step":1}',
      '{"step":1,"loss":"2"}',
      '{"step":1,"loss":2,"mse":3}',
      '{"step":1,"loss":}',
      '{"step":1, "loss":2}',
      '{"step":1,"loss":2',
      '{"step":1,"loss":2}}',
      '{"step":1}',
      '',
    ]) {
      expect(reads(wrong), wrong).toBe(false);
    }
  });
});

describe('a metrics table', () => {
  const lines = Array.from({ length: 50 }, (_, i) =>
    metricsLine({ step: 10 * (i + 1), loss: Math.exp(-i / 7), kl: i % 9 === 4 ? null : 60.25 + i }),
  );
  const evaluation = metricsLine({ step: 200, kind: 'evaluation', mse: 0.5, 'baselines.meanFrame': 2 });
  const text = [...lines.slice(0, 20), evaluation, ...lines.slice(20)].join('');

  test('holds what parseMetrics reads, kind by kind', () => {
    const table = tableOf(text);
    const rows = table.rows();
    const expected = parseMetrics(text).filter(({ kind }) => kind === undefined);
    expect(rows.names).toEqual(['step', 'loss', 'kl']);
    expect([...rows.column('step')]).toEqual(expected.map(({ step }) => step));
    const loss = rows.column('loss');
    expected.forEach((line, i) => expect(apart(loss[i], line.loss as number)).toBeLessThan(1.1e-15));
    expect([...rows.column('kl')]).toEqual(expected.map(({ kl }) => kl ?? NaN));
    expect(table.kinds()).toEqual(['evaluation']);
    expect(contents(table, 'evaluation')).toEqual({ step: [200], mse: [0.5], 'baselines.meanFrame': [2] });
    expect(table.unreadable).toBe(0);
  });

  test('is the same however the file is cut, and leaves out what has no newline yet', () => {
    const bytes = bytesOf(text);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const table = createMetricsTable();
        [...cuts, 0, bytes.length]
          .sort((a, b) => a - b)
          .forEach((end, i, all) => table.push(bytes.slice(i === 0 ? 0 : all[i - 1], end)));
        expect(contents(table)).toEqual(contents(tableOf(text)));
      }),
      { numRuns: 60, seed: 4 },
    );
    expect(tableOf(`${lines[0]}${lines[1].slice(0, -1)}`).rows()).toHaveLength(1);
  });

  test('a step that comes again drops what was measured from there on', () => {
    const { step, loss } = contents(tableOf([...lines.slice(0, 10), ...lines.slice(6, 8)].join('')));
    expect(step).toEqual([10, 20, 30, 40, 50, 60, 70, 80]);
    expect(loss).toHaveLength(8);
  });

  test('quantities that come or go leave NaN, and lines that are no records are counted', () => {
    const table = tableOf(
      '{"step":1,"a":1}\n{"step":2,"b":2}\nnonsense\n{"a":3}\n{"step":0.5}\n{"step":3,"a":3,"b":3}\n',
    );
    expect(contents(table)).toEqual({ step: [1, 2, 3], a: [1, NaN, 3], b: [NaN, 2, 3] });
    expect(table.rows().column('c')).toEqual(Float64Array.of(NaN, NaN, NaN));
    expect(table.unreadable).toBe(3);
  });

  test('refuses a file without lines, before it takes the memory', () => {
    expect(() => tableOf('x'.repeat((1 << 20) + 1))).toThrow('a line must be shorter than 1048576 bytes');
  });
});
