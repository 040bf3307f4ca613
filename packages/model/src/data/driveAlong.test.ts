import { expect, test } from 'vitest';
import { driveOf } from './driveAlong.ts';

const length = 5;
const sequences = {
  ...{ trajectories: 2, length, height: 1, width: 1, channels: 1, dt: 0.5 },
  frames: new Uint8Array(10),
};
/** Two channels: t and t squared of the first trajectory, ten times as much of the second. */
const drive = [1, 10].flatMap((scale) => Array.from({ length }, (_, t) => [scale * t, scale * t * t]).flat());
const fed = { drive: { by: 'data', channels: 2 } } as const;
const clocked = { drive: { by: 'clock', channels: 1 } } as const;

test('what is not driven is told nothing', () => {
  expect(driveOf({}, sequences, [0], { from: 0, stride: 1, steps: 2 })).toBeUndefined();
});

test('numbers between frames are those of straight lines, their means exact', () => {
  const along = (from: number, stride: number, steps: number) =>
    Array.from(driveOf(fed, { ...sequences, drive }, [1], { from, stride, steps })?.data ?? []);
  expect(along(0, 1, 2)).toEqual([5, 5, 15, 25]);
  expect(along(2, -1, 2)).toEqual([15, 25, 5, 5]);
  // At double speed both halves count: of t^2 the mean of 0.5 and 2.5, not of 0 and 4.
  expect(along(0, 2, 1)).toEqual([10, 15]);
  expect(along(0, 0.5, 2)).toEqual([2.5, 2.5, 7.5, 7.5]);
});

test('beyond the last frame numbers stay as they are, and time goes on', () => {
  const way = { from: 4, stride: 1, steps: 2 };
  expect(Array.from(driveOf(fed, { ...sequences, drive }, [0], way)?.data ?? [])).toEqual([4, 16, 4, 16]);
  const times = [10, 20].flatMap((begin) => Array.from({ length }, (_, t) => begin + 0.5 * t));
  expect(driveOf(clocked, { ...sequences, drive: times }, [1, 0], way)).toMatchObject({
    shape: [2, 2, 1],
    data: Float32Array.of(22.25, 22.75, 12.25, 12.75),
  });
});

test('a clock begins at 0 where no times are given, and backward is before', () => {
  const { data } = driveOf(clocked, sequences, [0], { from: 1, stride: -1, steps: 2 }) ?? {};
  expect(data).toEqual(Float32Array.of(0.25, -0.25));
});

test('data without what drove the system are refused', () => {
  const way = { from: 0, stride: 1, steps: 1 };
  expect(() => driveOf(fed, sequences, [0], way)).toThrow(
    'driveAlong: sequences.drive must hold 2 numbers for every frame, 20 in all, but is absent',
  );
  expect(() => driveOf(clocked, { ...sequences, drive: [1, 2] }, [0], way)).toThrow(
    /the time of every frame, 10 in all, but holds 2/,
  );
});
