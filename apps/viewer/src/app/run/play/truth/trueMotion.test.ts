import { presets, simulate, systems } from '@hgn/datasets';
import { expect, it } from 'vitest';
import { trueMotion } from './trueMotion.ts';

it.each(['mass-spring', 'pendulum', 'double-pendulum', 'three-body', 'charged-particle'])(
  'moves %s as the simulation does, forward and backward',
  (name) => {
    const preset = presets[name];
    const { q, p, parameters } = simulate(preset, { seed: 3, index: 1, frames: 5 });
    const size = q.length / 5;
    const at = (frame: number) => ({
      q: q.slice(frame * size, (frame + 1) * size),
      p: p.slice(frame * size, (frame + 1) * size),
    });
    const hamiltonian = systems[preset.system].hamiltonian(parameters);
    const friction = parameters.friction ?? 0;
    const later = trueMotion(hamiltonian, at(2), 2 * preset.dt, friction);
    const earlier = trueMotion(hamiltonian, at(2), -2 * preset.dt, friction);
    for (const [got, expected] of [
      [later, at(4)],
      [earlier, at(0)],
    ] as const) {
      for (let i = 0; i < size; i++) {
        expect(got.q[i]).toBeCloseTo(expected.q[i], 5);
        expect(got.p[i]).toBeCloseTo(expected.p[i], 5);
      }
    }
  },
);

it('loses energy to friction as in closed form', () => {
  const parameters = { mass: 2, springConstant: 3, friction: 0.4 };
  const hamiltonian = systems.massSpring.hamiltonian(parameters);
  const from = { q: Float64Array.of(0.7), p: Float64Array.of(-0.2) };
  const exact = { q: new Float64Array(1), p: new Float64Array(1) };
  hamiltonian.exact?.(from)?.(1.7, exact.q, exact.p);
  const got = trueMotion(hamiltonian, from, 1.7, 0.4);
  expect(got.q[0]).toBeCloseTo(exact.q[0], 6);
  expect(got.p[0]).toBeCloseTo(exact.p[0], 6);
});
