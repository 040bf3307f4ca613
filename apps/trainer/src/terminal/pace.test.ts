import { expect, it } from 'vitest';
import { paceTeller } from './pace.ts';

/** What is told while each step takes `milliseconds`. */
function told(
  milliseconds: number,
  facts: { total: number; faster?: string; about?: string; engine?: string },
) {
  let now = 0;
  const tell = paceTeller({ now: () => now }, { engine: 'tfjs:cpu', from: 0, ...facts });
  const lines: string[] = [];
  for (let done = 1; done <= Math.min(facts.total, 20); done++) {
    now += milliseconds;
    const line = tell(done);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

it('engine, rate and time left are told once, as soon as they can be measured', () => {
  expect(told(40, { total: 1000, engine: 'onnx-cpu', about: 'compiled in 1s' })).toEqual([
    'onnx-cpu: 25 steps/s, 40s left (compiled in 1s)',
  ]);
});

it('what is faster stands below, and loudly where a job takes hours that others do in minutes', () => {
  const faster = 'the native runtime is faster: npm install it';
  expect(told(500, { total: 100, faster })).toEqual([`tfjs:cpu: 2.0 steps/s, 49s left\n${faster}`]);
  expect(told(70_000, { total: 4000, faster })).toEqual([
    `tfjs:cpu: 1m 10s per step, 77h 44m left\nSLOW: 77h 44m to go on tfjs:cpu; ${faster}`,
  ]);
});

it('a job of one step names its engine', () => {
  expect(told(10, { total: 1 })).toEqual(['tfjs:cpu']);
});
