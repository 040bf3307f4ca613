import { describe, expect, test } from 'vitest';
import { integrate } from '../src/core/integrate.ts';
import type { Method } from '../src/core/method.ts';
import { image, reversibilityDefect, symplecticityDefect } from '../src/diagnostics/map.ts';
import { driftSlope, energyError } from '../src/diagnostics/energy.ts';
import { fits, measuredOrder } from './helpers/measure.ts';
import { doublePendulum, separableProblems } from './helpers/problems.ts';

/** What every method must hold to, on every problem that it may be given. */
export function describeIntegrator(method: Method): void {
  const problems = [...separableProblems, doublePendulum].filter((problem) => fits(method, problem));

  describe(method.name, () => {
    for (const problem of problems) {
      const { system, start, dt } = problem;

      test(`converges with order ${method.order} on the ${problem.name}`, () => {
        const order = measuredOrder(method, problem);
        expect(Math.abs(order - method.order), `measured ${order}`).toBeLessThan(0.2);
      });

      test(`${method.reversible ? 'returns to the start' : 'does not return to the start'} on the ${problem.name}`, () => {
        const defect = reversibilityDefect(method, system, start, { dt });
        if (method.reversible) expect(defect).toBeLessThan(1e-12);
        else expect(defect).toBeGreaterThan(1e-11);
      });

      if (method.symplectic)
        test(`preserves the two-form on the ${problem.name}`, () => {
          expect(symplecticityDefect(method, system, start, { dt })).toBeLessThan(1e-10);
        });
    }

    if (!method.symplectic)
      test('does not preserve the two-form, as it says', () => {
        const defects = problems.map(({ system, start, dt }) =>
          symplecticityDefect(method, system, start, { dt }),
        );
        expect(Math.max(...defects)).toBeGreaterThan(1e-8);
      });

    if (method.symplectic)
      test('has no secular energy drift over 1e5 steps', () => {
        for (const problem of problems) {
          const dt = problem.dt / 4;
          const trajectory = integrate(method, problem.system, problem.start, {
            dt,
            steps: 100_000,
            saveEvery: 50,
          });
          const error = energyError(problem.energy, trajectory);
          const swing = Math.max(...error) - Math.min(...error);
          const drift = Math.abs(driftSlope(trajectory.t, error)) * trajectory.t[trajectory.t.length - 1];
          expect(drift, problem.name).toBeLessThan(0.05 * swing + 1e-10);
        }
      });

    test('takes the same step whether run at once or step by step', () => {
      const { system, start, dt } = problems[0];
      const atOnce = image(method, system, start, { dt, steps: 3 });
      let state = image(method, system, start, { dt });
      for (const startTime of [dt, 2 * dt]) state = image(method, system, state, { dt, startTime });
      expect(Math.abs(state.q[0] - atOnce.q[0])).toBeLessThan(1e-14);
      expect(Math.abs(state.p[0] - atOnce.p[0])).toBeLessThan(1e-14);
    });
  });
}
