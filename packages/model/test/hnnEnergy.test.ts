import { energyError, integrate, methods, type System } from '@hgn/integrators';
import { key, uniform } from '@hgn/nn';
import { expect, it } from 'vitest';
import {
  createHnn,
  createPlainField,
  fitVectorField,
  sampleDerivatives,
  type StateLayerConfig,
  type VectorFieldModel,
} from '../src/index.ts';

// The pendulum of the paper, of mass 0.5 and length 1: H = p^2 + 3 (1 - cos q).
const energy = (q: ArrayLike<number>, p: ArrayLike<number>) => p[0] ** 2 + 3 * (1 - Math.cos(q[0]));
const pendulum: System = {
  separable: true,
  dHdq: (q, _p, out) => ((out[0] = 3 * Math.sin(q[0])), out),
  dHdp: (_q, p, out) => ((out[0] = 2 * p[0]), out),
};

/** Noiseless states along 50 orbits that start on circles of radius 1.3 to 2.3, 20 of each. */
function states() {
  const draws = uniform(key(1), [100]).data;
  const orbits = Array.from({ length: 50 }, (_, i) => {
    const radius = 1.3 + draws[2 * i];
    const angle = 2 * Math.PI * draws[2 * i + 1];
    const start = {
      q: Float64Array.of(radius * Math.cos(angle)),
      p: Float64Array.of(radius * Math.sin(angle)),
    };
    return integrate(methods.kahanLi6, pendulum, start, { dt: 0.15, steps: 19 });
  });
  return {
    coordinates: 1,
    q: orbits.flatMap(({ q }) => Array.from(q)),
    p: orbits.flatMap(({ p }) => Array.from(p)),
  };
}

const layers: StateLayerConfig[] = [
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'tanh' },
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'tanh' },
];

/** Median over three orbits of the largest true energy error within 300 units of time, some 100 swings. */
async function longRolloutError(model: VectorFieldModel): Promise<number> {
  const samples = sampleDerivatives(pendulum, states());
  const fit = await fitVectorField(model, samples, { steps: 2000, learningRate: 1e-2, seed: 1 });
  const errors = [1.4, 1.8, 2.2].map((q) => {
    const start = { q: Float64Array.of(q), p: Float64Array.of(0) };
    const orbit = integrate(methods.rk4, model.system(fit.parameters), start, { dt: 0.05, steps: 6000 });
    return Math.max(...energyError(energy, orbit).map(Math.abs));
  });
  return errors.sort((a, b) => a - b)[1];
}

it('a Hamiltonian network keeps the energy of a pendulum at least 50 times better than a plain one (slow)', async () => {
  const plain = await longRolloutError(createPlainField({ coordinates: 1, layers }));
  const joint = await longRolloutError(createHnn({ coordinates: 1, layers }));
  const separable = await longRolloutError(createHnn({ coordinates: 1, layers, separable: true }));
  expect(plain / joint).toBeGreaterThan(50);
  expect(plain / separable).toBeGreaterThan(50);
}, 600_000);
