import { presets, systems } from '@hgn/datasets';
import { expect, test } from 'vitest';
import { momentumAtEnergy } from './momentumAtEnergy.ts';

test('a double pendulum that is let go with this momentum has the energy', async () => {
  const parameters = presets['double-pendulum'].parameters as Record<string, number>;
  const { energy, dHdp } = systems.doublePendulum.hamiltonian(parameters);
  const energies = (momenta: Float64Array) =>
    momenta.map((p1) => energy(Float64Array.of(0, 0.4), Float64Array.of(p1, 0.3)));
  const p1 = await momentumAtEnergy(energies, 5, [-20, 20]);
  if (p1 === undefined) throw new Error('no momentum found');
  const [q, p] = [Float64Array.of(0, 0.4), Float64Array.of(p1, 0.3)];
  expect(energy(q, p)).toBeCloseTo(5, 8);
  // Not the other solution, which leaves the section backward.
  expect(dHdp(q, p, new Float64Array(2))[0]).toBeGreaterThan(0);
});

test('there is none below the lowest energy, above the highest, or where the energy is not a number', async () => {
  const energies = (momenta: Float64Array) => momenta.map((p) => p * p);
  expect(await momentumAtEnergy(energies, -1, [-3, 3])).toBeUndefined();
  expect(await momentumAtEnergy(energies, 10, [-3, 3])).toBeUndefined();
  expect(await momentumAtEnergy((momenta) => momenta.map(() => NaN), 1, [-3, 3])).toBeUndefined();
  // Rounding in float32 does not stop it.
  const found = await momentumAtEnergy(
    (momenta) => Promise.resolve(Float32Array.from(energies(momenta))),
    2,
    [-3, 3],
  );
  expect(found).toBeCloseTo(Math.SQRT2, 6);
});
