import type { Copies } from './copies.ts';
import { clocked, stepByStep } from '../core/clock.ts';
import { ConvergenceError } from '../core/errors.ts';
import { generalMethod, type Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { projectedStepper } from './projected.ts';
import { tripleJumpWeights } from '../splitting/weights.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import { taoGenericStep } from './genericTao.ts';

/** The order of Tao's method and how strongly it binds the two copies. */
export interface TaoOptions {
  readonly order: 2 | 4;
  /** The stiffness that holds the copies together; large against the system's frequencies, with omega * dt < 1. */
  readonly omega: number;
  /**
   * Whether every step begins and ends with equal copies, by a symmetric projection: then the map of (q, p) itself is
   * symplectic and reversible, and copies cannot drift apart, for a few times the cost. omega may
   * then be small, though a large one is more accurate on chaotic H; omega * dt must stay below 1.5. False unless told.
   */
  readonly projected?: boolean;
}

/**
 * Tao's explicit method for a general H: it steps two copies (q, y) and (x, p) held together by a spring.
 *
 * Symplectic and reversible in the doubled phase space; the returned copy (q, p) stays near it for long times but
 * is neither by itself. Cost per step of order 2: 4 dHdq and 4 dHdp, no equations; three times that of order 4. The
 * error grows with omega, the risk of the copies drifting apart with 1 / omega: a chaotic H, or a step that is large for
 * it, may tear them apart, and the energy is lost: a ConvergenceError once they are further apart than the
 * state is long; take `projected: true` there. Throws a RangeError for an omega that is not positive. Source: M. Tao, Phys. Rev. E 94 (2016) 043303, doi:10.1103/PhysRevE.94.043303.
 *
 * @example
 * ```ts
 * import { tao } from '@hgn/integrators';
 * const method = tao({ order: 4, omega: 20 });
 * console.log(method.requires, method.evaluations.dHdq); // general 12
 * ```
 */
export function tao({ order, omega, projected = false }: TaoOptions): Method {
  requireOmega(omega);
  const weights = order === 2 ? [1] : tripleJumpWeights(2);
  const flows = [0.5, 0.5, 1, 0.5, 0.5];
  const method = taoFrom(omega, order, weights, flows);
  return projected ? projectedTao(method, omega, weights, flows) : method;
}

function projectedTao(
  method: Method,
  omega: number,
  weights: readonly number[],
  flows: readonly number[],
): Method {
  const rest: { -readonly [K in keyof Method]: Method[K] } = { ...method };
  delete rest.doubled;
  return {
    ...rest,
    name: `projected ${method.name}`,
    symplectic: true,
    reversible: true,
    implicit: true,
    source: 'B. Jayawardana, T. Ohsawa, Math. Comp. 92 (2023) 251, doi:10.1090/mcom/3778',
    stepper: (system, n, options) =>
      projectedStepper(taoCopies(system, n, omega, weights, flows), n, omega, options),
    genericStep: float64Only('a projected method', 'tao2'),
  };
}

function requireOmega(omega: number): void {
  if (!(omega > 0 && Number.isFinite(omega))) {
    throw new RangeError(`tao: omega must be a positive number, but got ${omega}`);
  }
}

/** The method with these weights of its steps, and of the flows within each; the tests perturb them. */
export function taoFrom(
  omega: number,
  order: number,
  weights: readonly number[],
  flows: readonly number[],
): Method {
  return generalMethod({
    name: `tao${order}`,
    order,
    doubled: true,
    evaluations: { dHdq: 4 * weights.length, dHdp: 4 * weights.length },
    source: 'M. Tao, Phys. Rev. E 94 (2016) 043303, doi:10.1103/PhysRevE.94.043303',
    stepper: (system, n, options) =>
      taoStepper(`tao${order}`, taoCopies(system, n, options?.omega ?? omega, weights, flows)),
    genericStep: taoGenericStep(omega, weights),
  });
}

/**
 * Tao's method of order 2 with omega = 20.
 *
 * @remarks Explicit and nearly symplectic for H that do not separate; needs omega chosen.
 */
export const tao2 = /* @__PURE__ */ tao({ order: 2, omega: 20 });

/**
 * Tao's method of order 4 with omega = 20.
 *
 * @remarks tao2 at fourth order; needs omega chosen.
 */
export const tao4 = /* @__PURE__ */ tao({ order: 4, omega: 20 });

/** Work arrays for the two copies of a system's state. */
export function taoCopies(
  system: System,
  n: number,
  omega: number,
  weights: readonly number[],
  flows: readonly number[],
): Copies {
  requireOmega(omega);
  const [q, p, x, y, force, velocity] = arrays(6, n);
  const [dHdq, dHdp] = [clocked(system, 'dHdq'), clocked(system, 'dHdp')];
  const clock = new Float64Array(2);
  // The time and the length of the next flow.
  const next = new Float64Array(2);

  /** The flow of H(at, other): it moves p and x, or y and q. */
  const flow = (atQ: Float64Array, atP: Float64Array, p: Float64Array, q: Float64Array) => {
    dHdq(atQ, atP, force, next);
    dHdp(atQ, atP, velocity, next);
    for (let i = 0; i < n; i++) {
      p[i] -= next[1] * force[i];
      q[i] += next[1] * velocity[i];
    }
  };
  /** The flow of omega / 2 (|q - x|^2 + |p - y|^2): the differences turn, the sums stay. */
  const bind = () => {
    const c = Math.cos(2 * omega * next[1]);
    const s = Math.sin(2 * omega * next[1]);
    for (let i = 0; i < n; i++) {
      const sumQ = (q[i] + x[i]) / 2;
      const sumP = (p[i] + y[i]) / 2;
      const apartQ = (q[i] - x[i]) / 2;
      const apartP = (p[i] - y[i]) / 2;
      const turnedQ = c * apartQ + s * apartP;
      const turnedP = c * apartP - s * apartQ;
      q[i] = sumQ + turnedQ;
      x[i] = sumQ - turnedQ;
      p[i] = sumP + turnedP;
      y[i] = sumP - turnedP;
    }
  };
  return {
    q,
    p,
    x,
    y,
    clock,
    step() {
      let t = clock[0];
      for (let k = 0; k < weights.length; k++) {
        const h = weights[k] * clock[1];
        next[0] = t;
        next[1] = flows[0] * h;
        flow(q, y, p, x);
        next[0] = t + h / 2;
        next[1] = flows[1] * h;
        flow(x, p, y, q);
        next[1] = flows[2] * h;
        bind();
        next[1] = flows[3] * h;
        flow(x, p, y, q);
        t += h;
        next[0] = t;
        next[1] = flows[4] * h;
        flow(q, y, p, x);
      }
    },
  };
}

function taoStepper(name: string, copies: Copies): Stepper {
  let loaded = false;
  const greatest = new Float64Array(1);
  return stepByStep(
    (q, p, clock) => {
      if (!loaded) {
        copies.x.set(q);
        copies.y.set(p);
        loaded = true;
      }
      copies.q.set(q);
      copies.p.set(p);
      copies.clock.set(clock);
      copies.step();
      let square = 0;
      let size = 0;
      for (let i = 0; i < q.length; i++) {
        q[i] = copies.q[i];
        p[i] = copies.p[i];
        square += (q[i] - copies.x[i]) ** 2 + (p[i] - copies.y[i]) ** 2;
        size += q[i] ** 2 + p[i] ** 2;
      }
      greatest[0] = Math.max(greatest[0], size);
      // Further apart than the state was ever long, they stand for nothing.
      if (square > greatest[0]) {
        const apart = Math.sqrt(square);
        throw new ConvergenceError(
          `${name}: the copies of the state must stay together, but are ${apart} apart; take projected: true, a larger omega or a smaller dt`,
          apart,
        );
      }
      return true;
    },
    () => {
      loaded = false;
      greatest[0] = 0;
    },
  );
}
