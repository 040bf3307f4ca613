import { describe, expect, test } from 'vitest';
import { unwrapAngle } from './angles.ts';
import { localPolynomial, noiseOf, polynomialFilter } from './localPolynomial.ts';
import type { Recording, Recordings } from './recording.ts';
import { stackChannels } from './recording.ts';
import { resample } from './resample.ts';
import { guessRole } from './roles.ts';
import { splitRecordings } from './splitRecordings.ts';
import { parseLabel } from './units.ts';
import { withVelocities } from './velocities.ts';
import { randomStream } from '../random.ts';

/** Times about `dt` apart, each off by up to `jitter` of it. */
function jittered(length: number, dt: number, jitter: number): Float64Array {
  const random = randomStream(5, 0, 'parameters');
  return Float64Array.from({ length }, (_, i) => dt * (i + jitter * (2 * random.uniform(0, 1) - 1)));
}

function noise(length: number, deviation: number): Float64Array {
  const random = randomStream(6, 0, 'parameters');
  return Float64Array.from({ length }, () => deviation * random.normal());
}

function recorded(time: Float64Array, values: Record<string, Float64Array>): Recordings {
  const channels = Object.keys(values).map((name) => ({
    ...{ name, unit: 'm', isAngle: false },
    role: name.startsWith('u') ? ('input' as const) : ('position' as const),
  }));
  return { channels, notes: [], recordings: [{ source: 'a', startTime: 0, time, values }] };
}

describe('labels', () => {
  test.each([
    ['angle1 [deg]', 'angle1', 'rad', Math.PI / 180],
    ['angle (deg)', 'angle', 'rad', Math.PI / 180],
    ['phi / °', 'phi', 'rad', Math.PI / 180],
    ['length, mm', 'length', 'm', 1e-3],
    ['t/ms', 't', 's', 1e-3],
    ['time_us', 'time', 's', 1e-6],
    ['omega [deg/s]', 'omega', 'rad/s', Math.PI / 180],
    ['speed (rpm)', 'speed', 'rad/s', (2 * Math.PI) / 60],
    ['a [mm/s^2]', 'a', 'm/s^2', 1e-3],
    ['a [mm/ms²]', 'a', 'm/s^2', 1000],
    ['torque [mN·m]', 'torque', 'N m', 1e-3],
    ['x(1)', 'x(1)', '', 1],
    ['dx/dt', 'dx/dt', '', 1],
    ['flow [sccm]', 'flow', 'sccm', 1],
    ['gain', 'gain', '', 1],
  ])('%s is %s in %s', (label, name, si, factor) => {
    expect(parseLabel(label)).toMatchObject({ name, si });
    expect(parseLabel(label).factor / factor).toBeCloseTo(1, 14);
  });

  test.each([
    ['Time', 'time'],
    ['angle1', 'position'],
    ['velocity1', 'velocity'],
    ['theta_dot', 'velocity'],
    ['vx', 'velocity'],
    ['p2', 'momentum'],
    ['torque1', 'input'],
    ['u', 'input'],
    ['acc_x', 'other'],
    ['trial', 'group'],
  ])('%s is a %s', (name, role) => {
    expect(guessRole(name, '')).toBe(role);
  });
});

describe('angles', () => {
  test('that were cut go on, forward and backward, at either seam', () => {
    const whole = Float64Array.from({ length: 400 }, (_, i) => 9 * Math.sin(i / 40) + 0.3);
    const cut = (from: number) =>
      whole.map((value) => value - 2 * Math.PI * Math.floor((value - from) / (2 * Math.PI)));
    for (const from of [-Math.PI, 0]) {
      const { values, crossings } = unwrapAngle(cut(from));
      const shift = values[0] - whole[0];
      expect(Math.max(...values.map((value, i) => Math.abs(value - shift - whole[i])))).toBeLessThan(1e-12);
      expect(crossings).toBeGreaterThan(4);
    }
  });

  test('that already go on, or jump within more than a turn, are left alone', () => {
    const values = Float64Array.of(0, 3, 6.5, 10, 6, 1);
    expect(unwrapAngle(values)).toEqual({ values, crossings: 0 });
  });
});

describe('the local polynomial', () => {
  const five = Float64Array.of(0, 1, 2, 3, 4);

  test("has Savitzky's and Golay's published weights on even samples", () => {
    const [smooth] = polynomialFilter(five, Float64Array.of(2), { width: 4, degree: 2 }).weights;
    [-3, 12, 17, 12, -3].forEach((weight, i) => expect(smooth[i]).toBeCloseTo(weight / 35, 14));
    const [rate] = polynomialFilter(five, Float64Array.of(2), { width: 4, degree: 2 }, 1).weights;
    [-2, -1, 0, 1, 2].forEach((weight, i) => expect(rate[i]).toBeCloseTo(weight / 10, 14));
    const [cubic] = polynomialFilter(five, Float64Array.of(2), { width: 4, degree: 3 }, 1).weights;
    [1, -8, 0, 8, -1].forEach((weight, i) => expect(cubic[i]).toBeCloseTo(weight / 12, 14));
  });

  test.each([1, 2, 3, 4, 5])(
    'gives polynomials of degree %d back, at any times, with their rates',
    (degree) => {
      const time = jittered(40, 0.01, 0.4);
      const values = time.map((t) => (10 * t - 2) ** degree);
      for (const causal of [false, true]) {
        const window = { width: 0.09, degree, causal };
        const fitted = localPolynomial(time, values, time, window);
        const rates = localPolynomial(time, values, time, window, 1);
        time.forEach((t, i) => {
          expect(fitted.values[i]).toBeCloseTo((10 * t - 2) ** degree, 8);
          expect(rates.values[i]).toBeCloseTo(10 * degree * (10 * t - 2) ** (degree - 1), 5);
        });
      }
    },
  );

  test('states the gain that noise has, and a causal one uses no sample of the future', () => {
    const time = jittered(3000, 0.002, 0.3);
    const samples = noise(3000, 1);
    for (const causal of [false, true]) {
      const { values, noiseGain } = localPolynomial(
        time,
        samples,
        time,
        { width: 0.04, degree: 2, causal },
        1,
      );
      const inner = values.subarray(100, 2900).map((value, i) => value / noiseGain[i + 100]);
      const deviation = Math.sqrt(inner.reduce((sum, value) => sum + value * value, 0) / inner.length);
      // 2800 values, about 2800 / 20 of them independent: a deviation of 6 %.
      expect(Math.abs(deviation - 1)).toBeLessThan(0.2);
    }
    const later = samples.map((value, i) => (i > 500 ? value + 100 : value));
    const window = { width: 0.04, degree: 2, causal: true };
    const [a, b] = [samples, later].map((values) => localPolynomial(time, values, time, window, 1).values);
    expect(a.slice(40, 501)).toEqual(b.slice(40, 501));
    expect(a[501]).not.toBe(b[501]);
  });

  test('finds the deviation of noise on a signal', () => {
    const time = jittered(4000, 0.01, 0.2);
    const clean = time.map((t) => 3 * Math.sin(4 * t));
    expect(noiseOf(time, clean)).toBeLessThan(1e-4);
    const found = noiseOf(
      time,
      noise(4000, 0.05).map((value, i) => value + clean[i]),
    );
    expect(Math.abs(found / 0.05 - 1)).toBeLessThan(0.05);
  });
});

describe('resampling', () => {
  const time = jittered(500, 0.01, 0.3);
  const measured = recorded(time, { x: time.map((t) => Math.sin(5 * t)), u: time.map((t) => t) });

  test.each(['linear', 'cubic', 'smooth'] as const)('by %s is as good as it says', (method) => {
    const { recordings, errors, dt } = resample(measured, { dt: 0.008, method });
    expect(dt).toBe(0.008);
    const { time: even, values } = recordings[0];
    even.forEach((t, i) => expect(t).toBeCloseTo(0.008 * i, 12));
    const inner = values.x.slice(5, -5).map((value, i) => (value - Math.sin(5 * even[i + 5])) ** 2);
    const error = Math.sqrt(inner.reduce((sum, square) => sum + square, 0) / inner.length);
    expect(error).toBeLessThanOrEqual(errors.x.leftOut);
    expect(error).toBeLessThan({ linear: 1e-3, cubic: 1e-5, smooth: 2e-3 }[method]);
    expect(errors.x.leftOut).toBeLessThan(30 * error + 1e-6);
  });

  test('states what becomes of noise', () => {
    const noisy = recorded(time, { x: noise(500, 1) });
    for (const method of ['linear', 'cubic', 'smooth'] as const) {
      const { recordings, errors } = resample(noisy, { dt: 0.0273, method });
      const { x } = recordings[0].values;
      const deviation = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length);
      expect(Math.abs(deviation / errors.x.noiseGain - 1)).toBeLessThan(0.2);
    }
  });

  test('averages inputs over the step that they act in, where it is told so', () => {
    const { recordings } = resample(measured, { dt: 0.1, inputs: 'mean' });
    recordings[0].values.u.slice(0, -1).forEach((value, i) => expect(value).toBeCloseTo(0.1 * i + 0.05, 10));
  });

  test('refuses a dt that is no time or longer than a recording', () => {
    expect(() => resample(measured, { dt: 0 })).toThrow(
      'resample: dt must be positive, in seconds, but got 0',
    );
    expect(() => resample(measured, { dt: 9 })).toThrow(/dt must be shorter than every recording, but 9 s/);
  });
});

test('velocities are the rates of positions, with the gain of the filter', () => {
  const time = jittered(400, 0.005, 0.2);
  const { recordings, channels, velocityOf, noiseGain, width } = withVelocities(
    recorded(time, { x: time.map((t) => Math.sin(3 * t)), u: time }),
    { samples: 11, degree: 3 },
  );
  expect(velocityOf).toEqual({ x: "x'" });
  expect(channels.at(-1)).toEqual({ name: "x'", role: 'velocity', unit: 'm/s', isAngle: false });
  recordings[0].values["x'"].forEach((value, i) => expect(value).toBeCloseTo(3 * Math.cos(3 * time[i]), 3));
  expect(width).toBeCloseTo(0.05, 2);
  // By the theory of even samples: 1 / dt times the root of the sum of the squared weights of 11 points, cubic.
  const even = Float64Array.from({ length: 11 }, (_, i) => i);
  const [weights] = polynomialFilter(even, Float64Array.of(5), { width: 10, degree: 3 }, 1).weights;
  expect(noiseGain.mean / (Math.hypot(...weights) / 0.005)).toBeCloseTo(1, 0);
  expect(noiseGain.largest).toBeGreaterThan(2 * noiseGain.mean);
});

describe('splits', () => {
  const long = (source: string, length = 1000): Recording => {
    const time = Float64Array.from({ length }, (_, i) => 0.01 * i);
    return { source, startTime: 3, time, values: { x: time.map((t) => t + 3) } };
  };

  test.each([0, 1, 2, 3, 4])('of one recording keep sides a guard apart, fold %d', (fold) => {
    const { by, train, held } = splitRecordings([long('a')], { guard: 0.5, fold });
    expect(by).toBe('stretch');
    const times = (part: readonly Recording[]) => part.flatMap(({ values }) => [...values.x]);
    const [kept, out] = [times(train), times(held)];
    expect(Math.abs(out.length - 200)).toBeLessThanOrEqual(1);
    for (const value of [out[0], out[out.length - 1]]) {
      expect(Math.min(...kept.map((other) => Math.abs(other - value)))).toBeGreaterThanOrEqual(0.5 - 1e-9);
    }
    for (const { startTime, values, time } of [...train, ...held]) {
      expect(values.x[0]).toBeCloseTo(startTime, 12);
      expect(time[0]).toBe(0);
    }
    expect(Math.max(...kept, ...out)).toBeCloseTo(12.99, 9);
  });

  test('of five recordings hold out whole ones, each in turn', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => long(name, 100));
    const held = [0, 1, 2, 3, 4].map((fold) =>
      splitRecordings(all, { fold })
        .held.map(({ source }) => source)
        .join(),
    );
    expect(held).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(splitRecordings(all).train).toHaveLength(4);
  });

  test('refuse what is too short, and shares that are none', () => {
    expect(() => splitRecordings([long('a', 50)], { guard: 0.3 })).toThrow(
      /must be longer than 0.6 s .* has 0.49 s/,
    );
    expect(() => splitRecordings([long('a')], { held: 1 })).toThrow(
      'held must be above 0 and below 1, but got 1',
    );
  });
});

test('channels are stacked in the order in which they are named', () => {
  const recording = {
    source: 'a',
    startTime: 0,
    time: Float64Array.of(0, 1),
    values: { x: Float64Array.of(1, 2), y: Float64Array.of(3, 4) },
  };
  expect([...stackChannels(recording, ['y', 'x'])]).toEqual([3, 1, 4, 2]);
  expect(() => stackChannels(recording, ['z'])).toThrow("there is no channel 'z'; there are x, y");
});
