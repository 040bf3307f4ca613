import { ConvergenceError } from '../core/errors.ts';
import type { Method, Tableau } from '../core/method.ts';
import type { Splitting } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import type { Cotangent, Pullback } from './pullback.ts';

/** Turns the worth of the state after a step from (q, p) at t into that of the state before it, in place. */
export type StepBack = (q: Float64Array, p: Float64Array, t: number, dt: number, worth: Cotangent) => void;

/** The transpose of the derivative of a method's step. Throws a TypeError for a method that has none here. */
export function stepBackOf(
  where: string,
  method: Method,
  system: System,
  n: number,
  pull: Pullback,
): StepBack {
  if (method.splitting !== undefined) return splittingBack(method.splitting, system, n, pull);
  if (method.tableau !== undefined && !method.adaptive) return tableauBack(method.tableau, system, n, pull);
  throw new TypeError(
    `${where}: the method must be a splitting or a Runge-Kutta method of fixed steps, but got ${method.name}; use leapfrog, rk4 or implicitMidpoint`,
  );
}

function splittingBack({ first, weights }: Splitting, system: System, n: number, pull: Pullback): StepBack {
  const before = weights.map(() => arrays(2, n));
  const [slope, none] = arrays(2, n);
  const worthOfMove = new Float64Array(n);
  const isKick = (s: number) => (first === 'kick') === (s % 2 === 0);
  // The clock of each kind of move is moved on by the weights of the other kind before it.
  const clocks = weights.map((_, s) =>
    weights.reduce((sum, w, j) => (j < s && (s - j) % 2 === 1 ? sum + w : sum), 0),
  );
  return (q, p, t, dt, worth) => {
    const [x, y] = [q.slice(), p.slice()];
    weights.forEach((w, s) => {
      before[s][0].set(x);
      before[s][1].set(y);
      if (isKick(s)) {
        system.dHdq(x, y, slope, t + clocks[s] * dt);
        for (let i = 0; i < n; i++) y[i] -= w * dt * slope[i];
      } else {
        system.dHdp(x, y, slope, t + clocks[s] * dt);
        for (let i = 0; i < n; i++) x[i] += w * dt * slope[i];
      }
    });
    for (let s = weights.length - 1; s >= 0; s--) {
      const moved = isKick(s) ? worth.p : worth.q;
      for (let i = 0; i < n; i++) worthOfMove[i] = weights[s] * dt * moved[i];
      const [atQ, atP] = before[s];
      if (isKick(s)) pull(atQ, atP, none, worthOfMove, t + clocks[s] * dt, worth);
      else pull(atQ, atP, worthOfMove, none, t + clocks[s] * dt, worth);
    }
  };
}

/** Stages forward and worths of stages backward: in one sweep where the method is explicit, else till they stand. */
function tableauBack({ a, b, c }: Tableau, system: System, n: number, pull: Pullback): StepBack {
  const explicit = a.every((row, s) => row.every((w, j) => j < s || w === 0));
  const stages = b.map(() => arrays(2, n));
  const rates = b.map(() => arrays(2, n));
  const pulled = b.map((): Cotangent => ({
    q: new Float64Array(n),
    p: new Float64Array(n),
    parameters: new Float64Array(0),
  }));
  const [worthQ, worthP] = arrays(2, n);
  const sweeps = (sweep: () => number) => {
    let before = Infinity;
    for (let k = 0; k < 200; k++) {
      const moved = sweep();
      if (explicit || moved === 0 || (moved >= before && moved < 1e-10)) return;
      before = moved;
    }
    throw new ConvergenceError(
      `rolloutGradient: the stages of a step must be found by iteration, but ${before} was left; take a smaller dt`,
      before,
    );
  };
  const change = (x: Float64Array, i: number, value: number) => {
    const by = Math.abs(value - x[i]) / (1 + Math.abs(value));
    x[i] = value;
    return by;
  };
  return (q, p, t, dt, worth) => {
    for (const rate of rates) for (const x of rate) x.fill(0);
    sweeps(() => {
      let moved = 0;
      b.forEach((_, s) => {
        const [atQ, atP] = stages[s];
        for (let i = 0; i < n; i++) {
          let [x, y] = [q[i], p[i]];
          a[s].forEach((w, j) => {
            x += dt * w * rates[j][0][i];
            y -= dt * w * rates[j][1][i];
          });
          moved = Math.max(moved, change(atQ, i, x), change(atP, i, y));
        }
        system.dHdp(atQ, atP, rates[s][0], t + c[s] * dt);
        system.dHdq(atQ, atP, rates[s][1], t + c[s] * dt);
      });
      return moved;
    });
    for (const one of pulled) {
      one.q.fill(0);
      one.p.fill(0);
    }
    const worthOf = (s: number) => {
      for (let i = 0; i < n; i++) {
        worthQ[i] = dt * b[s] * worth.q[i];
        worthP[i] = dt * b[s] * worth.p[i];
        for (let r = 0; r < b.length; r++) {
          worthQ[i] += dt * (a[r][s] ?? 0) * pulled[r].q[i];
          worthP[i] += dt * (a[r][s] ?? 0) * pulled[r].p[i];
        }
      }
    };
    sweeps(() => {
      let moved = 0;
      for (let s = b.length - 1; s >= 0; s--) {
        worthOf(s);
        const next: Cotangent = {
          q: new Float64Array(n),
          p: new Float64Array(n),
          parameters: new Float64Array(worth.parameters.length),
        };
        pull(stages[s][0], stages[s][1], worthQ, worthP, t + c[s] * dt, next);
        for (let i = 0; i < n; i++) {
          moved = Math.max(moved, change(pulled[s].q, i, next.q[i]), change(pulled[s].p, i, next.p[i]));
        }
      }
      return moved;
    });
    const parameters: Cotangent = {
      q: new Float64Array(n),
      p: new Float64Array(n),
      parameters: worth.parameters,
    };
    for (let s = 0; s < b.length; s++) {
      worthOf(s);
      pull(stages[s][0], stages[s][1], worthQ, worthP, t + c[s] * dt, parameters);
    }
    for (const one of pulled) {
      for (let i = 0; i < n; i++) {
        worth.q[i] += one.q[i];
        worth.p[i] += one.p[i];
      }
    }
  };
}
