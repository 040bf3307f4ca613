import { integrate, methods, type System } from '@hgn/integrators';
import { key, uniform } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { fitVectorField } from './fit.ts';
import { createHnn } from './hnn.ts';
import { createPlainField } from './plainField.ts';
import { sampleDerivatives } from './samples.ts';
import type { StateLayerConfig } from './vectorField.ts';

const layers: StateLayerConfig[] = [
  { type: 'dense', units: 32 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 32 },
  { type: 'activation', name: 'softplus' },
];

/** States drawn uniformly from a square, all coordinates within `reach`. */
function square(count: number, reach: number, coordinates = 1) {
  const draw = (seed: number) =>
    Float64Array.from(uniform(key(seed), [count * coordinates]).data, (u) => reach * (2 * u - 1));
  return { q: draw(1), p: draw(2), coordinates };
}

/** A relativistic particle of mass 0.7 in a quartic well: H = sqrt(m^2 + p^2) + q^2 / 4 + q^4 / 8. */
const relativistic = {
  energy: (q: ArrayLike<number>, p: ArrayLike<number>) =>
    Math.sqrt(0.49 + p[0] ** 2) + q[0] ** 2 / 4 + q[0] ** 4 / 8,
  system: {
    separable: true,
    dHdq: (q, _p, out) => ((out[0] = q[0] / 2 + q[0] ** 3 / 2), out),
    dHdp: (_q, p, out) => ((out[0] = p[0] / Math.sqrt(0.49 + p[0] ** 2)), out),
  } satisfies System,
};

/** Two masses of 0.5 and 2 on a line, coupled by springs, with a term that does not separate: q1 p2. */
const coupled: System = {
  separable: false,
  dHdq: (q, p, out) => ((out[0] = 2 * q[0] - q[1] + 0.3 * p[1]), (out[1] = q[1] - q[0]), out),
  dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), (out[1] = p[1] / 2 + 0.3 * q[0]), out),
};

describe('sampleDerivatives', () => {
  it('gives dq/dt = dH/dp and dp/dt = -dH/dq, state by state', () => {
    const { dqdt, dpdt } = sampleDerivatives(coupled, { q: [1, 2, 0, 0], p: [3, 4, 1, 2], coordinates: 2 });
    expect(Array.from(dqdt)).toEqual([6, 2.3, 2, 1]);
    expect(Array.from(dpdt)).toEqual([-1.2, -1, -0.6, -0]);
  });

  it('refuses half a state', () => {
    expect(() => sampleDerivatives(coupled, { q: [1, 2, 3], p: [1, 2, 3], coordinates: 2 })).toThrow(
      /states of 2 coordinates, but got 3 and 3 numbers/,
    );
  });
});

describe('fitVectorField', () => {
  it('learns an H with non-unit mass and a kinetic energy that is not quadratic, up to a constant', async () => {
    const states = square(600, 1.5);
    const samples = sampleDerivatives(relativistic.system, states);
    const hnn = createHnn({ coordinates: 1, layers, separable: true });
    const { parameters, loss, steps } = await fitVectorField(hnn, samples, {
      steps: 1500,
      seed: 1,
      learningRate: 1e-2,
    });
    expect(steps).toBe(1500);
    expect(loss).toBeLessThan(2e-4);
    const learnt = hnn.energy(parameters);
    const grid = [-1.2, -0.6, 0, 0.6, 1.2];
    const offsets = grid.flatMap((q) => grid.map((p) => learnt([q], [p]) - relativistic.energy([q], [p])));
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(0.03);
    // And so does its motion, by a method for separable systems.
    const start = { q: Float64Array.of(1), p: Float64Array.of(0.2) };
    const options = { dt: 0.05, steps: 200 };
    const ours = integrate(methods.leapfrog, hnn.system(parameters), start, options);
    const truth = integrate(methods.leapfrog, relativistic.system, start, options);
    expect(Math.max(...ours.q.map((q, i) => Math.abs(q - truth.q[i])))).toBeLessThan(0.1);
  });

  it('learns an H of two coordinates that does not separate', async () => {
    const samples = sampleDerivatives(coupled, square(2000, 1.5, 2));
    const hnn = createHnn({ coordinates: 2, layers });
    const { parameters, loss } = await fitVectorField(hnn, samples, {
      steps: 3000,
      seed: 2,
      learningRate: 1e-2,
    });
    expect(loss).toBeLessThan(0.02);
    const start = { q: Float64Array.of(0.5, -0.3), p: Float64Array.of(0.2, 0.4) };
    const options = { dt: 0.05, steps: 60 };
    const ours = integrate(methods.implicitMidpoint, hnn.system(parameters), start, options);
    const truth = integrate(methods.implicitMidpoint, coupled, start, options);
    expect(Math.max(...ours.q.map((q, i) => Math.abs(q - truth.q[i])))).toBeLessThan(0.1);
  });

  it('gives the same parameters for the same seed, and others for another', async () => {
    const samples = sampleDerivatives(relativistic.system, square(50, 1));
    const hnn = createHnn({ coordinates: 1, layers: layers.slice(0, 2) });
    const fit = async (seed: number) => {
      const { parameters } = await fitVectorField(hnn, samples, { steps: 5, seed });
      return hnn.energy(parameters)([0.3], [0.4]);
    };
    const first = await fit(4);
    expect(await fit(4)).toBe(first);
    expect(await fit(5)).not.toBe(first);
  });

  it('is the same eagerly', async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    const samples = sampleDerivatives(relativistic.system, square(50, 1));
    const field = createPlainField({ coordinates: 1, layers: layers.slice(0, 2) });
    const hnn = createHnn({ coordinates: 1, layers: layers.slice(0, 2) });
    for (const model of [field, hnn]) {
      const compiled = await fitVectorField(model, samples, { steps: 5, seed: 1 });
      const eager = await fitVectorField(model, samples, { steps: 5, seed: 1, engine: 'tfjs' });
      expect(eager.loss / compiled.loss).toBeCloseTo(1, 4);
    }
  });

  it('reports its progress, and stops when told', async () => {
    const samples = sampleDerivatives(relativistic.system, square(50, 1));
    const hnn = createHnn({ coordinates: 1, layers: layers.slice(0, 2) });
    const seen: number[] = [];
    const stop = new AbortController();
    const { steps } = await fitVectorField(hnn, samples, {
      steps: 100,
      seed: 1,
      logEvery: 10,
      signal: stop.signal,
      onMetrics: ({ step, loss }) => {
        expect(loss).toBeGreaterThan(0);
        seen.push(step);
        if (step === 20) stop.abort();
      },
    });
    expect(seen).toEqual([10, 20]);
    expect(steps).toBe(20);
  });

  it('refuses samples that do not fit', async () => {
    const samples = sampleDerivatives(coupled, square(5, 1, 2));
    await expect(fitVectorField(createHnn({ coordinates: 1, layers }), samples, { seed: 1 })).rejects.toThrow(
      /samples x 1 coordinates, but got 10, 10, 10, 10 numbers of 2 coordinates/,
    );
  });
});
