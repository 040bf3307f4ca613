import type { AdaptiveStepping } from './adaptiveStepping.ts';
import { ConvergenceError } from '../core/errors.ts';
import type { StepperOptions } from '../core/method.ts';
import { copy } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { makeAttempt, pairSums, type Attempt, type PairSums } from './attempt.ts';
import type { AdaptivePair } from './pair.ts';

/** The logarithm of the least error that the control remembers. */
const smallest = Math.log(1e-4);

// What the control knows: the direction of time, the step to try, the logarithm of the error of the last step taken,
// and the error of the last one tried.
const [sign, step, before, latest] = [0, 1, 2, 3];

const tolerances = ['relativeTolerance', 'absoluteTolerance', 'initialStep', 'maximumStep'] as const;

/** The options of an adaptive integration with what holds unless told; throws a RangeError for those that are not above 0. */
export function withDefaults(where: string, options: StepperOptions) {
  for (const name of tolerances) {
    const value = options[name];
    if (value !== undefined && !(value > 0)) {
      throw new RangeError(`${where}: ${name} must be greater than 0, but got ${value}`);
    }
  }
  const {
    relativeTolerance = 1e-9,
    absoluteTolerance = 1e-12,
    maximumStep = Infinity,
    span = Infinity,
  } = options;
  return { relativeTolerance, absoluteTolerance, maximumStep, span };
}

/** The work arrays and the step control of an adaptive integration. */
export function adaptiveStepping(
  system: System,
  n: number,
  options: StepperOptions,
  pair: AdaptivePair,
  known: PairSums = pairSums(pair, 2 * n),
): AdaptiveStepping {
  const { relativeTolerance, absoluteTolerance, maximumStep, span } = withDefaults(pair.name, options);
  const { integral, proportional, least, most } = pair.control;
  const attempt = makeAttempt(system, n, pair, known);
  const { now, next, first, last: end, clock } = attempt;
  const estimate = new Float64Array(2 * n);
  const combined = pair.estimates.length > 1;
  // Numbers that change stand in an array: V8 would box those that closures share.
  const control = new Float64Array(4);
  const units = Float64Array.of(relativeTolerance, absoluteTolerance);
  const sums = new Float64Array(2);
  const times = new Float64Array(3);
  const theta = new Float64Array(1);
  const state = { taken: false, open: false };
  const last = { state: next, accepted: 0, rejected: 0 };

  const setSquaresOf = (which: number) => {
    setSquares(sums, which, estimate, now.all, next.all, units);
  };
  /** Sets control[latest] to the error of the attempt in units of the tolerances. */
  const judge = () => {
    attempt.estimate(estimate, setSquaresOf);
    const fine = sums[0];
    // An estimate of low order keeps one of high order from vanishing by chance: Solving ODEs I, II.10.
    if (!combined) control[latest] = Math.sqrt(fine / (2 * n));
    else control[latest] = fine === 0 ? 0 : fine / Math.sqrt((fine + 0.01 * sums[1]) * 2 * n);
  };
  const unreachable = () => {
    const moment = attempt.origin[0] + clock[0];
    return new ConvergenceError(
      `${pair.name}: the tolerances must be reachable, but at t = ${moment} an error of ${control[latest]} tolerances was left at the shortest step; loosen them`,
      control[latest],
    );
  };
  /** Makes the end of the last step the start of the next. */
  const moveOn = () => {
    if (!state.taken) return;
    copy(now.all, next.all);
    copy(first.all, end.all);
    clock[0] = clock[2];
    state.taken = false;
  };

  return {
    last,
    times,
    begin(q, p, time, direction, elapsed = 0) {
      now.q.set(q);
      now.p.set(p);
      attempt.origin[0] = time;
      clock[0] = elapsed;
      attempt.rate(now, first, clock);
      control[sign] = direction;
      control[before] = smallest;
      state.taken = false;
      control[step] = Math.min(options.initialStep ?? Infinity, maximumStep, span - Math.abs(elapsed));
      if (options.initialStep === undefined) {
        control[step] = firstStep(attempt, control[step], direction, pair.estimateOrder, units);
      }
      copy(next.all, now.all);
      times.fill(elapsed);
      control[latest] = Infinity;
      last.accepted = 0;
      last.rejected = 0;
    },
    step() {
      moveOn();
      for (let growth = most; ; growth = 1) {
        const left = span - Math.abs(clock[0]);
        // Two even steps where the second would be a short one.
        const wanted = Math.min(control[step], maximumStep);
        const final = left <= 1.01 * wanted;
        const length = final ? left : left < 2 * wanted ? left / 2 : wanted;
        if (length < 8 * Number.EPSILON * Math.abs(clock[0]) + 1e-300) {
          if (!Number.isFinite(control[latest])) return false;
          if (!final) throw unreachable();
        }
        clock[1] = control[sign] * length;
        clock[2] = final ? control[sign] * span : clock[0] + clock[1];
        attempt.run();
        judge();
        const found = control[latest];
        if (!(found <= 1)) {
          last.rejected++;
          const cut = Number.isFinite(found) ? Math.max(least, 0.9 * found ** -integral) : least;
          control[step] = length * Math.min(cut, 0.9);
          continue;
        }
        times[0] = clock[0];
        times[1] = clock[2];
        last.accepted++;
        state.taken = true;
        state.open = false;
        // Proportional-integral control, which does not overreact where the error jumps: Solving ODEs II, IV.2.
        const log = Math.log(found);
        const factor = 0.9 * Math.exp(proportional * control[before] - integral * log);
        control[step] = length * Math.min(growth, Math.max(least, factor));
        control[before] = Math.max(log, smallest);
        return true;
      }
    },
    retake(q, p, time, from, to) {
      now.q.set(q);
      now.p.set(p);
      attempt.origin[0] = time;
      clock[0] = from;
      attempt.rate(now, first, clock);
      clock[1] = to - from;
      clock[2] = to;
      attempt.run();
      times[0] = from;
      times[1] = to;
      state.open = false;
      state.taken = false;
    },
    at(out) {
      if (!state.open) attempt.open();
      state.open = true;
      theta[0] = (times[2] - times[0]) / clock[1];
      attempt.interpolate(theta, out);
    },
  };
}

/** Sets sums[at] to the sum of the squares of x in units of the tolerances (relative, absolute) around two states. */
function setSquares(
  sums: Float64Array,
  at: number,
  x: Float64Array,
  from: Float64Array,
  to: Float64Array,
  tolerances: Float64Array,
): void {
  const relative = tolerances[0];
  const absolute = tolerances[1];
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const a = Math.abs(from[i]);
    const b = Math.abs(to[i]);
    const part = x[i] / (absolute + relative * (a > b ? a : b));
    sum += part * part;
  }
  sums[at] = sum;
}

/** The length of a first step, from one Euler step within the span: Solving ODEs I, II.4. */
function firstStep(
  { now, next, first, last, clock, rate }: Attempt,
  longest: number,
  direction: number,
  order: number,
  tolerances: Float64Array,
): number {
  const sum = new Float64Array(1);
  const size = (x: Float64Array) => {
    setSquares(sum, 0, x, now.all, now.all, tolerances);
    return Math.sqrt(sum[0] / x.length);
  };
  const [d0, d1] = [size(now.all), size(first.all)];
  const guess = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1;
  const h = Math.min(Number.isFinite(guess) ? guess : 1e-6, longest);
  for (let i = 0; i < now.all.length; i++) next.all[i] = now.all[i] + direction * h * first.all[i];
  const from = clock[0];
  clock[0] = from + direction * h;
  rate(next, last, clock);
  clock[0] = from;
  const change = last.all.map((x, i) => x - first.all[i]);
  const steepest = Math.max(d1, size(change) / h);
  const careful = steepest <= 1e-15 ? Math.max(1e-6, h * 1e-3) : (0.01 / steepest) ** (1 / order);
  return Math.min(100 * h, Number.isFinite(careful) ? careful : h, longest);
}
