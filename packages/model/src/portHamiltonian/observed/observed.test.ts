import { key, normal } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, choleskySolve } from '../cholesky.ts';
import { estimateNoise } from './estimateNoise.ts';
import { filterStates } from './filterStates.ts';
import { fitPortHamiltonian } from '../fitPortHamiltonian.ts';
import { timelineOf, type ObservationNoise, type Observations } from './observations.ts';
import { createPortHamiltonian } from '../portHamiltonian.ts';
import type { StateSeries } from '../series.ts';
import { smoothStates } from './smoothStates.ts';
import { structureFor } from '../structureFor.ts';

/** A mass of 2 on a spring of 5 with a friction of 0.3 and an input: linear, so that everything is known. */
const [mass, stiffness, friction] = [2, 5, 0.3];
const spring = createPortHamiltonian({
  coordinates: [{ name: 'x', isAngle: false, centre: 0, range: 1 }],
  inputs: ['push'],
  massOrder: 1,
  potentialOrder: 1,
  mirror: true,
  fadingSpeeds: [[0.1]],
  scales: { mass, speeds: [1], time: 4 },
});
const parameters = spring.layout.parameters.map(({ name }) => {
  if (name === 'factor 0 0') return Math.log(mass) / 2;
  if (name === 'stiffness x') return Math.log(stiffness);
  if (name === 'viscous 0 0') return Math.log(friction) / 2;
  if (name === 'input 0 0') return 1;
  return /^(drag|dry)/.test(name) ? -60 : 0;
});
const theta = Float64Array.from(parameters);
/** So fine that nothing is left of the error of steps; their number is part of how the random force is dealt out. */
const finely = 0.004;
const noise: ObservationNoise = { measurement: [0.05], disturbance: [0.2], offset: [0.3] };

/** Unevenly measured, with an input. */
const observed: Observations = (() => {
  const time = Float64Array.from({ length: 12 }, (_, k) => 0.1 * k + 0.02 * Math.sin(5 * k));
  const random = normal(key(3), [12]).data;
  return {
    time,
    positions: [time.map((t, k) => Math.cos(1.6 * t) + 0.05 * random[k])],
    inputs: [time.map((t) => Math.sin(3 * t))],
  };
})();

type Matrix = number[][];
const product = (A: Matrix, B: Matrix): Matrix =>
  A.map((row) => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)));
const sum = (A: Matrix, B: Matrix): Matrix => A.map((row, i) => row.map((a, j) => a + B[i][j]));
const transpose = (A: Matrix): Matrix => A[0].map((_, j) => A.map((row) => row[j]));
const unit: Matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => Number(i === j)));

/** exp(h A) and the gain of an input that runs straight, by the series of the enlarged matrix: nothing of Runge and Kutta. */
function exactStep(h: number, from: number, to: number) {
  const A: Matrix = [
    [0, 1 / mass, 0, 0, 0],
    [-stiffness, -friction / mass, 1, 1, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0],
  ];
  let term: Matrix = A.map((_, i) => A.map((__, j) => Number(i === j)));
  let exp = term;
  for (let k = 1; k < 30; k++) {
    term = product(
      term,
      A.map((row) => row.map((a) => (a * h) / k)),
    );
    exp = sum(exp, term);
  }
  const pushed = exp.slice(0, 3).map((row) => row[3] * from + row[4] * ((to - from) / h));
  return { F: exp.slice(0, 3).map((row) => row.slice(0, 3)), pushed };
}

/** All states at once as one Gaussian, conditioned on all measurements up to `last` by a dense solve. */
function conditioned(last: number) {
  const { time, positions, inputs } = observed;
  const count = time.length;
  const Q: Matrix = unit.map((row, i) => row.map((v) => (i === 1 ? v * noise.disturbance[0] ** 2 : 0)));
  const scaled = (A: Matrix, by: number) => A.map((row) => row.map((v) => v * by));
  // The prior of the filter: what the first position tells and nothing of velocities.
  let mean = [positions[0][0], 0, 0];
  let P: Matrix = [
    [(1e3 * noise.measurement[0]) ** 2, 0, 0],
    [0, (mass * 2) ** 2, 0],
    [0, 0, noise.offset[0] ** 2],
  ];
  const means = [mean];
  const blocks: Matrix[][] = [[P]];
  for (let k = 1; k < count; k++) {
    const h = time[k] - time[k - 1];
    const steps = Math.ceil(h / finely);
    let F: Matrix = unit;
    for (let s = 0; s < steps; s++) {
      const at = (share: number) => inputs[0][k - 1] + ((inputs[0][k] - inputs[0][k - 1]) * share) / steps;
      const step = exactStep(h / steps, at(s), at(s + 1));
      const half = scaled(Q, h / steps / 2);
      P = sum(product(product(step.F, sum(P, half)), transpose(step.F)), half);
      mean = step.F.map((row, i) => row.reduce((a, f, j) => a + f * mean[j], step.pushed[i]));
      F = product(step.F, F);
    }
    means.push(mean);
    // Covariances with what was before.
    blocks.push([...blocks[k - 1].map((block) => product(F, block)), P]);
  }
  const seen = last + 1;
  const S = Float64Array.from({ length: seen * seen }, (_, at) => {
    const [i, j] = [Math.floor(at / seen), at % seen];
    return blocks[Math.max(i, j)][Math.min(i, j)][0][0] + (i === j ? noise.measurement[0] ** 2 : 0);
  });
  const factor = choleskyFactor(S, seen);
  if (!factor) throw new Error('covariances must be positive definite');
  const error = Float64Array.from({ length: seen }, (_, i) => positions[0][i] - means[i][0]);
  const weights = choleskySolve(factor, error);
  const stateAt = (k: number) =>
    [0, 1, 2].map((a) =>
      weights.reduce((value, w, i) => {
        const cross = i <= k ? blocks[k][i][a][0] : blocks[i][k][0][a];
        return value + cross * w;
      }, means[k][a]),
    );
  const logDensity = -(
    error.reduce((total, e, i) => total + e * weights[i], 0) / 2 +
    error.reduce((total, _, i) => total + Math.log(factor[i * seen + i]), 0) +
    (seen / 2) * Math.log(2 * Math.PI)
  );
  return { stateAt, logDensity };
}

describe('filterStates', () => {
  it('is the conditional mean given what was measured up to each moment, with its density', () => {
    const { mean, logLikelihood } = filterStates(spring, theta, observed, noise, { step: finely });
    for (const k of [0, 4, 11]) {
      const wanted = conditioned(k).stateAt(k);
      wanted.forEach((value, a) => expect(mean[3 * k + a]).toBeCloseTo(value, 4));
    }
    expect(logLikelihood).toBeCloseTo(conditioned(11).logDensity, 3);
  });

  it('sees nothing of what comes after a moment', () => {
    const at = [0.33, 0.61, 0.95];
    const before = filterStates(spring, theta, observed, noise, { at });
    const positions = [observed.positions[0].map((x, k) => (observed.time[k] > 0.61 ? x + 5 : x))];
    const changed = filterStates(spring, theta, { ...observed, positions }, noise, { at });
    const state = ({ mean, place }: typeof before, k: number) => mean.slice(3 * place[k], 3 * place[k] + 3);
    for (const k of [0, 1]) expect(state(changed, k)).toEqual(state(before, k));
    expect(state(changed, 2)).not.toEqual(state(before, 2));
  });

  it('refuses what does not fit, saying what', () => {
    const refused = (observations: Partial<Observations>, wrong: Partial<ObservationNoise> = {}) =>
      expect(() => filterStates(spring, theta, { ...observed, ...observations }, { ...noise, ...wrong }));
    refused({ inputs: [] }).toThrow(/must have 1 positions and 1 inputs at 12 moments, but have 1 and 0/);
    refused({ time: observed.time.slice().reverse() }).toThrow(/times must increase/);
    refused({}, { measurement: [0] }).toThrow(/noise\.measurement must be 1 numbers above 0, but is 0/);
    refused({}, { offset: [] }).toThrow(/noise\.offset must be 1 numbers at least 0/);
  });
});

it('smoothStates is the conditional mean given all that was measured', () => {
  const { positions, velocities, offset } = smoothStates(spring, theta, observed, noise, { step: finely });
  const { stateAt } = conditioned(11);
  for (const k of [0, 5, 11]) {
    const [q, p, force] = stateAt(k);
    expect(positions[0][k]).toBeCloseTo(q, 4);
    expect(velocities[0][k]).toBeCloseTo(p / mass, 4);
    expect(offset[0]).toBeCloseTo(force, 4);
  }
});

it('a timeline holds samples and moments that are asked for in order, equal ones once, with inputs straight between', () => {
  const time = Float64Array.of(0, 1, 2);
  const inputs = [Float64Array.of(0, 10, 40)];
  const timeline = timelineOf({ time, positions: [time], inputs }, [0, 0.25, 1 + 1e-9, 3]);
  expect([...timeline.time]).toEqual([0, 0.25, 1, 2, 3]);
  expect([...timeline.sample]).toEqual([0, -1, 1, 2, -1]);
  expect([...timeline.place]).toEqual([0, 1, 2, 4]);
  expect([...timeline.inputs[0]]).toEqual([0, 2.5, 10, 40, 40]);
});

/** A pendulum with mass 0.5, length 0.8 and friction, on which a torque acts and a constant one that no sensor tells. */
function pendulum(seed: number, offset: number): { series: StateSeries; observations: Observations } {
  const [dt, rows, sigma] = [0.02, 600, 0.01];
  const random = normal(key(seed), [rows]).data;
  const [positions, velocities, inputs] = [0, 0, 0].map(() => new Float64Array(rows));
  let [q, v] = [0.9 * Math.cos(seed), 0];
  const torque = (t: number) => 0.8 * Math.sin(2.3 * t + seed) + 0.5 * Math.sin(5.1 * t);
  for (let k = 0; k < rows; k++) {
    positions[k] = q;
    velocities[k] = v;
    inputs[k] = torque(k * dt);
    for (let s = 0; s < 20; s++) {
      v += (dt / 20) * ((torque((k + s / 20) * dt) + offset - 0.1 * v) / 0.32 - 12 * Math.sin(q));
      q += (dt / 20) * v;
    }
  }
  const series = { dt, positions: [positions], velocities: [velocities], inputs: [inputs] };
  const time = positions.map((_, k) => k * dt);
  const measured = positions.map((x, k) => x + sigma * random[k]);
  return { series, observations: { time, positions: [measured], inputs: [inputs] } };
}

it('finds the force that each recording has of its own, and the noise of the measurement', async () => {
  const recordings = [pendulum(1, 0.4), pendulum(2, -0.3), pendulum(3, 0)];
  const series = recordings.map((each) => each.series);
  const structure = structureFor(series, { names: ['angle'], isAngle: [true], inputs: ['torque'] });
  const options = { windows: 30, offsets: true };
  const first = await fitPortHamiltonian(structure, series, { ...options, stages: 2 });
  const fit = await fitPortHamiltonian(structure, series, { ...options, from: first });
  expect([first.stages, fit.stages]).toEqual([2, 3]);
  const gain = fit.parameters[fit.system.layout.input];
  [0.4, -0.3, 0].forEach((force, at) => expect(fit.offsets[at][0] / gain).toBeCloseTo(force, 1));
  const without = await fitPortHamiltonian(structure, series, { windows: 30 });
  expect(fit.rms).toBeLessThan(without.rms / 3);

  const { measurement, offset } = estimateNoise(
    fit,
    recordings.map((each) => each.observations),
  );
  expect(measurement[0]).toBeGreaterThan(0.009);
  expect(measurement[0]).toBeLessThan(0.011);
  expect(offset[0]).toBeGreaterThan(0.2);
  // However many recordings share the samples, none is cut to less than most of a swing.
  const { scales } = fit.system.structure;
  const { dt } = series[0];
  const from = { measurement: [0.02], disturbance: [0.1] };
  const most = Math.round((0.9 * scales.time) / dt);
  const [observed, , third] = recordings.map((each) => each.observations);
  const middle = ({ time, positions, inputs }: Observations): Observations => {
    const begin = (time.length - most) >> 1;
    const cut = (values: Float64Array) => values.slice(begin, begin + most);
    return { time: cut(time), positions: positions.map(cut), inputs: inputs.map(cut) };
  };
  expect(
    estimateNoise(
      fit,
      recordings.map((each) => each.observations),
      { samples: Math.floor(1.5 * most), from },
    ),
  ).toEqual(estimateNoise(fit, [middle(observed), middle(third)], { samples: 1e6, from }));
  await expect(fitPortHamiltonian(structure, series, { from: fit })).rejects.toThrow(
    /`from` must have .* parameters and offsets/,
  );
});
