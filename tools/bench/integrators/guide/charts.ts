import {
  ConvergenceError,
  energyError,
  integrate,
  methods,
  NonFiniteError,
  type IntegrateOptions,
  type Method,
  type System,
} from '../../../../packages/integrators/src/index.ts';
import {
  doublePendulum,
  henonHeiles,
  kepler,
  type Problem,
} from '../../../../packages/integrators/test/helpers/problems.ts';
import { logLogSvg, type Series } from './plot.ts';

const explicitOnes: Method[] = [
  methods.leapfrog,
  methods.yoshida4,
  methods.pefrl4,
  methods.blanesMoan4,
  methods.blanesMoanNystrom6,
  methods.kahanLi8,
  methods.rk4,
  methods.dormandPrince54,
];
const generalOnes: Method[] = [
  methods.implicitMidpoint,
  methods.stormerVerlet,
  methods.gaussLegendre4,
  methods.gaussLegendre6,
  methods.tao4,
  methods.rk4,
  methods.dormandPrince54,
];

const longRunners: Method[] = [
  methods.leapfrog,
  methods.yoshida4,
  methods.blanesMoan4,
  methods.blanesMoanNystrom6,
  methods.rk4,
  methods.dormandPrince54,
];

/** How far each method comes from the truth, for how many evaluations. */
const figures: [file: string, title: string, problem: Problem, list: Method[]][] = [
  ['kepler', 'Kepler, e = 0.6, ten orbits', { ...kepler, time: 20 * Math.PI }, explicitOnes],
  ['henon-heiles', 'Hénon-Heiles, time 50', { ...henonHeiles, time: 50 }, explicitOnes],
  ['double-pendulum', 'Double pendulum, time 5', { ...doublePendulum, time: 5 }, generalOnes],
];
/** The charts of packages/integrators/docs by the names of their files. Takes some seconds. */
export function charts(): Map<string, string> {
  const all = new Map<string, string>();
  for (const [file, title, problem, list] of figures) {
    const labels = { title, x: 'evaluations of dHdq', y: 'error of q' };
    const curves = list.map((method) => series(method, workPrecision(method, problem)));
    all.set(`work-precision-${file}.svg`, logLogSvg(labels, curves));
  }
  const labels = {
    title: 'Kepler, e = 0.6, 300 evaluations an orbit',
    x: 'orbits',
    y: 'largest error of H so far',
  };
  const curves = longRunners.map((method) => series(method, energyOverOrbits(method)));
  return all.set('energy-kepler.svg', logLogSvg(labels, curves));
}

/** A curve; those of the methods that are not symplectic look alike in all charts. */
function series({ name }: Method, points: Series['points']): Series {
  const style = { rk4: 6, dormandPrince54: 7 }[name];
  return { name, points, ...(style !== undefined && { style }) };
}

/** The last state of a run, and how often it evaluated dHdq. */
function count(method: Method, { system, start }: Problem, options: IntegrateOptions) {
  let evaluations = 0;
  const counted: System = {
    ...system,
    dHdq: (q, p, out, t) => (evaluations++, system.dHdq(q, p, out, t)),
  };
  return { ...integrate(method, counted, start, options), evaluations };
}

/** From the coarsest steps or tolerances that make sense to an error near rounding or 3e5 evaluations. */
function workPrecision(method: Method, problem: Problem): Series['points'] {
  const truth = problem.exact(problem.time);
  const n = problem.start.q.length;
  const points: { x: number; y: number }[] = [];
  const coarsest = method.adaptive ? 1e2 : (5 * problem.time) / method.evaluations.dHdq;
  for (let effort = coarsest; ; effort *= method.adaptive ? 3 : 1.5) {
    const steps = method.adaptive ? 1 : Math.ceil(effort);
    const options = {
      dt: problem.time / steps,
      steps,
      saveEvery: steps,
      relativeTolerance: 1 / effort,
      absoluteTolerance: 1 / effort,
    };
    try {
      const { q, evaluations } = count(method, problem, options);
      const error = Math.max(...truth.q.map((value, i) => Math.abs(value - q[n + i])));
      if (evaluations > 300_000 || error < 1e-11) return points;
      if (error < 0.3) points.push({ x: evaluations, y: error });
    } catch (error) {
      // The coarsest steps may lead to infinity, or to equations without a solution.
      if (!(error instanceof ConvergenceError || error instanceof NonFiniteError)) throw error;
    }
  }
}

/** The largest error of the energy up to 1, 2, 4, … orbits, at about 300 evaluations of dHdq an orbit. */
function energyOverOrbits(method: Method): Series['points'] {
  const [orbits, perOrbit] = [2048, 300];
  const stepsPerOrbit = Math.round(perOrbit / method.evaluations.dHdq);
  const options = { dt: (2 * Math.PI) / stepsPerOrbit, steps: stepsPerOrbit * orbits };
  // The tolerance at which the adaptive method, too, takes some 300 evaluations an orbit.
  const tolerance = 1e-6;
  const trajectory = count(method, kepler, {
    ...options,
    relativeTolerance: tolerance,
    absoluteTolerance: tolerance,
  });
  const error = energyError((q, p) => kepler.energy?.(q, p) ?? NaN, trajectory).map(Math.abs);
  const points: { x: number; y: number }[] = [];
  let largest = 0;
  for (let row = 0; row < error.length; row++) {
    largest = Math.max(largest, error[row]);
    const reached = row / stepsPerOrbit;
    if (reached >= 1 && Number.isInteger(Math.log2(reached))) points.push({ x: reached, y: largest });
  }
  return points;
}
