import { presets, systems } from '@hgn/datasets';
import { methods, poincareSection } from '@hgn/integrators';
import { describe, expect, test } from 'vitest';
import { fixedParameters } from '../../unseen/unseenScenes.ts';
import { momentumOn, trueOrbit, type SectionPoint } from './orbits.ts';

const galaxy = systems.henonHeiles.hamiltonian(fixedParameters(presets['henon-heiles'].parameters));
const pendulum = systems.doublePendulum.hamiltonian(fixedParameters(presets['double-pendulum'].parameters));

describe.each([
  ['Hénon-Heiles', galaxy, 1 / 12, [0.1, 0.05], 0.02],
  ['the double pendulum', pendulum, 4, [0.3, -0.2], 0.008],
] as const)('an orbit of %s', (_, hamiltonian, energy, point, dt) => {
  const p1 = momentumOn(hamiltonian, point, energy) ?? NaN;

  test('begins on the section with the energy, and goes forward', () => {
    const [q, p] = [Float64Array.of(0, point[0]), Float64Array.of(p1, point[1])];
    expect(hamiltonian.energy(q, p)).toBeCloseTo(energy, 9);
    expect(hamiltonian.dHdp(q, p, new Float64Array(2))[0]).toBeGreaterThan(0);
    expect(momentumOn(hamiltonian, point, -100)).toBeUndefined();
  });

  test('crosses the section where the integrator says, to 1e-6', async () => {
    const orbit = trueOrbit(hamiltonian, [0, point[0], p1, point[1]], dt);
    const found: SectionPoint[] = [];
    for (let i = 0; i < 6; i++) found.push(...(await orbit.advance()));
    expect(found.length).toBeGreaterThan(2);
    const method = hamiltonian.separable ? methods.blanesMoan6 : methods.gaussLegendre4;
    const start = { q: Float64Array.of(0, point[0]), p: Float64Array.of(p1, point[1]) };
    const expected = poincareSection(method, hamiltonian, start, { of: ([q1]) => q1, crossing: 'rising' }, { dt, maximumSteps: 2400, crossings: 100 }); // oxfmt-ignore
    expect(expected.t.length - found.length).toBeLessThanOrEqual(1);
    found.forEach(([q2, p2], k) => {
      expect(Math.abs(q2 - expected.q[2 * k + 1])).toBeLessThan(1e-6);
      expect(Math.abs(p2 - expected.p[2 * k + 1])).toBeLessThan(1e-6);
    });
  });
});
