import { withDefaults } from '../adaptive/stepping.ts';
import type { AdaptiveStepping } from '../adaptive/adaptiveStepping.ts';
import { outputStepper } from '../adaptive/adaptiveMethod.ts';
import { UnsupportedSystemError } from '../core/errors.ts';
import { generalMethod, type Method, type StepperOptions } from '../core/method.ts';
import { isFiniteState } from '../core/finite.ts';
import { copy, phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { addExactly } from '../exact/twoSum.ts';
import type { ExpressionSystem } from '../expression/hamiltonian.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import { seriesOf } from './series.ts';

/**
 * The Taylor method: the solution's own power series, of an order that follows from the tolerance and with steps that
 * follow from the series, for systems written as formulas (`hamiltonian`, `vectorField`).
 *
 * The method to take where accuracy is asked for: a relative tolerance of 1e-16 (order 20) errs by rounding alone, for
 * twice the cost of 1e-8. Sums are compensated; the series itself is the dense output. Formulas become WebAssembly, in a
 * few milliseconds once a system and order; where a page forbids that, the recurrences are interpreted, at a fiftieth of
 * the speed. Throws an UnsupportedSystemError for a system of plain functions. Over a vector space there is none.
 * Source: À. Jorba, M. Zou, Exp. Math. 14 (2005) 99, doi:10.1080/10586458.2005.10128904.
 */
export const taylor: Method = /* @__PURE__ */ generalMethod({
  name: 'taylor',
  order: Infinity,
  adaptive: true,
  evaluations: { dHdq: 0, dHdp: 0 },
  source: 'À. Jorba, M. Zou, Exp. Math. 14 (2005) 99, doi:10.1080/10586458.2005.10128904',
  verify: (where, system) => void fieldOf(where, system),
  stepping: taylorStepping,
  stepper: (system, n, options) => outputStepper(taylorStepping(system, n, options ?? {}), n),
  genericStep: float64Only('taylor', 'rk4'),
});

function fieldOf(where: string, system: System): ExpressionSystem {
  if (!('field' in system)) {
    throw new UnsupportedSystemError(
      `${where}: taylor needs a system written as formulas, but got plain functions; make it by hamiltonian or vectorField, or use dormandPrince853`,
    );
  }
  return system as ExpressionSystem;
}

function taylorStepping(system: System, n: number, options: StepperOptions): AdaptiveStepping {
  const { relativeTolerance, absoluteTolerance, maximumStep, span } = withDefaults('taylor', options);
  const { initialStep = Infinity } = options;
  // A step errs by about exp(-2 order) of the state, by the choice of its length.
  const order = Math.min(40, Math.max(4, Math.ceil(1 - Math.log(Math.max(relativeTolerance, 1e-17)) / 2)));
  const expressed = fieldOf('taylor', system);
  const series = seriesOf(expressed, order);
  const width = order + 1;
  const c = series.coefficients;
  const [now, next, lost, moved] = [phase(n), phase(n), phase(n), phase(n)];
  const times = new Float64Array(3);
  const time = new Float64Array(1);
  const control = new Float64Array(4);
  const [sign, limit, origin, elapsed] = [0, 1, 2, 3];
  const last = { state: next, accepted: 0, rejected: 0 };

  /** Sets control[limit] to the length of the step, from the last two coefficients. */
  const measure = () => {
    let size = 0;
    let before = 0;
    let end = 0;
    for (let i = 0; i < 2 * n; i++) {
      size = Math.max(size, Math.abs(c[i * width]));
      before = Math.max(before, Math.abs(c[i * width + order - 1]));
      end = Math.max(end, Math.abs(c[i * width + order]));
    }
    // Relative to the state, or where that is small to what the tolerances make of it.
    const scale = Math.max(size, absoluteTolerance / relativeTolerance);
    const radius = Math.min(Math.log(scale / before) / (order - 1), Math.log(scale / end) / order);
    control[limit] = Math.exp(radius - 2 - 0.7 / (order - 1));
  };
  /** Sets c to the series at `now` and time[0]. */
  const expand = () => {
    series.fill(now.all, time);
    series.owner = times;
  };
  const sumInto = (h: number, out: Float64Array) => {
    for (let i = 0; i < 2 * n; i++) {
      let sum = 0;
      for (let k = order; k > 0; k--) sum = (sum + c[i * width + k]) * h;
      out[i] = sum;
    }
  };

  return {
    last,
    times,
    begin(q, p, from, direction, since = 0) {
      next.q.set(q);
      next.p.set(p);
      lost.all.fill(0);
      control[sign] = direction;
      control[origin] = from;
      control[elapsed] = since;
      times.fill(since);
      last.accepted = 0;
    },
    step() {
      copy(now.all, next.all);
      time[0] = control[origin] + control[elapsed];
      expand();
      measure();
      const left = span - Math.abs(control[elapsed]);
      const first = last.accepted === 0 ? initialStep : Infinity;
      const length = Math.min(control[limit], maximumStep, first, left);
      if (!(length > 0)) return false;
      const h = control[sign] * (length < Infinity ? length : 1);
      sumInto(h, moved.all);
      addExactly(next.all, lost.all, moved.all, 1);
      times[0] = control[elapsed];
      times[1] = length === left ? control[sign] * span : control[elapsed] + h;
      control[elapsed] = times[1];
      last.accepted++;
      return isFiniteState(next.q, next.p);
    },
    retake(q, p, from, since, to) {
      now.q.set(q);
      now.p.set(p);
      time[0] = from + since;
      expand();
      times[0] = since;
      times[1] = to;
    },
    at(out) {
      if (series.owner !== times) expand();
      sumInto(times[2] - times[0], out);
      for (let i = 0; i < 2 * n; i++) out[i] += c[i * width];
    },
  };
}
