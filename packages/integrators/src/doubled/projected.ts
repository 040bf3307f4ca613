import { stepByStep } from '../core/clock.ts';
import type { SolverOptions } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { phase } from '../core/phase.ts';
import { fixedPointSolver } from '../implicit/solver.ts';
import type { Copies } from './copies.ts';

/**
 * The step of two copies between equal ones: they are pushed apart by as much before the step as after it, by what
 * makes them end equal. That is found as implicit methods solve their equations, to rounding.
 */
export function projectedStepper(copies: Copies, n: number, omega: number, options?: SolverOptions): Stepper {
  const [begin, push] = [phase(n), phase(n)];
  const turn = new Float64Array(1);
  const solve = fixedPointSolver(
    'tao',
    2 * n,
    (guess, out) => {
      for (let i = 0; i < n; i++) {
        copies.q[i] = begin.q[i] + guess[i];
        copies.x[i] = begin.q[i] - guess[i];
        copies.p[i] = begin.p[i] + guess[n + i];
        copies.y[i] = begin.p[i] - guess[n + i];
      }
      copies.step();
      for (let i = 0; i < n; i++) {
        const apartQ = (copies.q[i] - copies.x[i] + 2 * guess[i]) / 4;
        const apartP = (copies.p[i] - copies.y[i] + 2 * guess[n + i]) / 4;
        out[i] = guess[i] - apartQ + turn[0] * apartP;
        out[n + i] = guess[n + i] - apartP - turn[0] * apartQ;
      }
    },
    options,
  );
  return stepByStep((q, p, clock) => {
    begin.q.set(q);
    begin.p.set(p);
    copies.clock.set(clock);
    // What a push becomes over a step, but for H itself: it is turned by the binding.
    turn[0] = Math.tan(omega * clock[1]);
    if (!solve(push.all, begin.all)) return false;
    for (let i = 0; i < n; i++) {
      q[i] = (copies.q[i] + copies.x[i]) / 2;
      p[i] = (copies.p[i] + copies.y[i]) / 2;
    }
    return true;
  });
}
