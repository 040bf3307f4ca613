import { expect, test } from 'vitest';
import { decodeMetrics, encodeMetrics } from './metricsMessage.ts';
import { createMetricsTable } from './metricsTable.ts';
import { curveOf, summaryOf } from './runMetrics.ts';

const table = createMetricsTable();
table.push(
  new TextEncoder().encode(
    [
      '{"step":10,"loss":0.1,"größe":1e-30}',
      '{"kind":"evaluation","step":10,"loss":7}',
      '{"step":20,"loss":null,"größe":3}',
      'no line of ours\n',
    ].join('\n'),
  ),
);

test('messages hold the summary and every bit of the curve that was asked, or say why not', () => {
  const whole = { summary: summaryOf(table), size: 99, curve: curveOf(table, 'größe') };
  const none = { summary: summaryOf(table), size: 1, curve: curveOf(table, 'accuracy') };
  const messages = [whole, { absent: true as const }, none, { problem: 'no metrics, “this”' }, whole];
  expect(none.curve).toBeUndefined();
  expect(decodeMetrics(joined(messages.map(encodeMetrics)))).toEqual(messages);
  expect(whole.summary).toEqual({
    rows: 2,
    lastStep: 20,
    names: ['loss', 'größe', 'evaluation: loss'],
    last: { loss: NaN, größe: 3, 'evaluation: loss': 7 },
    unreadable: 1,
  });
  expect([...(whole.curve?.values ?? [])]).toEqual([1e-30, 3]);
});

test('numbers of evaluations have steps of their own', () => {
  expect(curveOf(table, 'evaluation: loss')).toEqual({
    steps: Float64Array.of(10),
    values: Float64Array.of(7),
  });
});

test('bytes that are no message are refused', () => {
  const whole = encodeMetrics({ summary: summaryOf(table), size: 0, curve: curveOf(table, 'loss') });
  for (const length of [3, 12, whole.length - 8])
    expect(() => decodeMetrics(whole.slice(0, length).buffer)).toThrow(RangeError);
  expect(decodeMetrics(new ArrayBuffer(0))).toEqual([]);
});

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}
