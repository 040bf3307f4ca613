import { expect } from 'vitest';
import { integrate } from '../../src/core/integrate.ts';
import type { Method } from '../../src/core/method.ts';
import type { Splitting } from '../../src/core/stepper.ts';
import type { State, System } from '../../src/core/system.ts';
import { driftSlope, energyError } from '../../src/diagnostics/energy.ts';
import { image, reversibilityDefect, symplecticityDefect } from '../../src/diagnostics/map.ts';
import { fits, fixedSteps, ladder, longOrder, measuredOrder } from './measure.ts';
import {
  doublePendulum,
  drivenProblems,
  forcedPendulum,
  oscillator,
  pendulum,
  separableProblems,
  smallSwing,
  type Problem,
} from './problems.ts';

/** One thing that a method must hold to; `run` throws where `method` does not, measured as `original` would be. */
export interface Check {
  readonly name: string;
  run(method: Method, original?: Method): void;
}

/** The pendulum comes first, because it gives most mutants away at the least cost. */
export const problemsFor = (method: Method): Problem[] =>
  [...new Set([pendulum, ...drivenProblems, ...separableProblems, doublePendulum])].filter((p) =>
    fits(method, p),
  );

/** Everything that a method must hold to, on every problem that it may be given. */
export function checksFor(method: Method): Check[] {
  if (method.order > 8) return highOrderChecks();
  const problems = problemsFor(method);
  return [
    ...checksOn(method, problems),
    ...(method.splitting === undefined ? [] : [weightsCheck, isWhatItsWeightsSay(problems)]),
    ...(method.adaptive || method.doubled === true ? [] : [isOneStepMap(problems[0])]),
    ...(method.doubled === true ? [] : [treatsTimeAsACoordinate]),
  ];
}

/** What a method must hold to on these problems, as those for systems of their own kind are given them. */
export function checksOn(method: Method, problems: Problem[]): Check[] {
  const autonomous = problems.filter(({ energy }) => energy !== undefined);
  return [
    ...problems.map((problem) => ({
      name: `converges with order ${method.order} on the ${problem.name}`,
      run: (tested: Method, original = tested) => {
        const order = measuredOrder(tested, problem, ladder(original, problem));
        // Pairs tuned for a small leading term show more than their order as long as the next one outweighs it.
        const most = method.adaptive ? 1.2 : 0.2;
        expect(order - method.order, `measured ${order}`).toBeGreaterThan(-0.2);
        expect(order - method.order, `measured ${order}`).toBeLessThan(most);
      },
    })),
    ...(method.reversible ? problems.map(returns) : [doesNotReturn(problems)]),
    ...(method.symplectic ? problems.map(preservesTwoForm) : [doesNotPreserveTwoForm(problems)]),
    ...(method.symplectic || method.doubled === true
      ? autonomous.map((problem) => keepsEnergy(problem))
      : []),
  ];
}

/**
 * What a method of a higher order for any H must hold to. Its error falls to rounding before its leading term stands alone,
 * but on an oscillator: elsewhere the slope over all steps that show an error has to do.
 */
const highOrderChecks = (): Check[] => [
  ...[pendulum, forcedPendulum, doublePendulum].flatMap((problem) => [
    returns(problem),
    preservesTwoForm(problem),
  ]),
  isOneStepMap(pendulum),
  {
    name: `converges with its order on a long run of the ${oscillator.name}`,
    run: (tested, original = tested) => {
      const order = longOrder(tested, original, { ...oscillator, time: 30 });
      expect(Math.abs(order / original.order - 1), `measured ${order}`).toBeLessThan(0.025);
    },
  },
  {
    name: 'converges about with its order on a small swing of the pendulum',
    run: (tested, original = tested) => {
      const order = longOrder(tested, original, smallSwing);
      expect(Math.abs(order / original.order - 1), `measured ${order}`).toBeLessThan(0.125);
    },
  },
  keepsEnergy(doublePendulum, 10_000),
];

const weightsCheck: Check = {
  name: 'has weights that sum to 1, and read the same from both ends just where it is reversible',
  run: ({ splitting, reversible }) => {
    const weights = splitting?.weights ?? [];
    for (const parity of [0, 1]) {
      const sum = weights.reduce((total, w, i) => (i % 2 === parity ? total + w : total), 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-13);
    }
    const reversed = [...weights].reverse();
    const palindromic = weights.length % 2 === 1 && weights.every((w, i) => w === reversed[i]);
    expect(palindromic).toBe(reversible);
  },
};

/** Kicks and drifts as anybody would write them, with time for each as of a further coordinate. */
function byHand({ first, weights }: Splitting, { system, start, dt }: Problem, steps: number): State {
  const [q, p] = [[...start.q], [...start.p]];
  const slope = (name: 'dHdq' | 'dHdp', t: number) =>
    system[name](Float64Array.from(q), Float64Array.from(p), new Float64Array(q.length), t);
  let [timeOfKicks, timeOfDrifts] = [0, 0];
  for (let step = 0; step < steps; step++) {
    weights.forEach((w, i) => {
      if ((first === 'kick') === (i % 2 === 0)) {
        slope('dHdq', timeOfKicks).forEach((force, j) => (p[j] -= w * dt * force));
        timeOfDrifts += w * dt;
      } else {
        slope('dHdp', timeOfDrifts).forEach((velocity, j) => (q[j] += w * dt * velocity));
        timeOfKicks += w * dt;
      }
    });
  }
  return { q: Float64Array.from(q), p: Float64Array.from(p) };
}

const isWhatItsWeightsSay = (problems: Problem[]): Check => ({
  name: 'takes the kicks and drifts of its weights, in their order',
  run: (method) => {
    for (const problem of problems) {
      const { system, start, dt } = problem;
      const expected = byHand(method.splitting ?? { first: 'kick', weights: [] }, problem, 4);
      const found = image(method, system, start, { dt, steps: 4 });
      expected.q.forEach((x, i) => expect(Math.abs(found.q[i] - x), problem.name).toBeLessThan(1e-13));
      expected.p.forEach((x, i) => expect(Math.abs(found.p[i] - x), problem.name).toBeLessThan(1e-13));
    }
  },
});

const returns = ({ name, system, start, dt }: Problem): Check => ({
  name: `returns to the start on the ${name}`,
  run: (method) => {
    expect(reversibilityDefect(method, system, start, { dt })).toBeLessThan(1e-12);
  },
});

/** A step at which a defect of the order of the method's error can be seen. */
const coarse = ({ order }: Method, dt: number) => (order > 6 ? 3 * dt : dt);

const doesNotReturn = (problems: Problem[]): Check => ({
  name: 'does not return to the start, as it says',
  run: (method) => {
    const defects = problems.map(({ system, start, dt }) =>
      reversibilityDefect(method, system, start, fixedSteps(coarse(method, dt))),
    );
    expect(Math.max(...defects)).toBeGreaterThan(1e-9);
  },
});

const preservesTwoForm = ({ name, system, start, dt }: Problem): Check => ({
  name: `preserves the two-form on the ${name}`,
  run: (method) => {
    expect(symplecticityDefect(method, system, start, { dt })).toBeLessThan(1e-10);
  },
});

const doesNotPreserveTwoForm = (problems: Problem[]): Check => ({
  name: 'does not preserve the two-form, as it says',
  run: (method) => {
    const defects = problems.map(({ system, start, dt }) =>
      symplecticityDefect(method, system, start, fixedSteps(coarse(method, dt))),
    );
    expect(Math.max(...defects)).toBeGreaterThan(1e-8);
  },
});

/** Bounded energy over many steps, without a trend. */
export const keepsEnergy = ({ name, system, start, dt, energy }: Problem, steps = 100_000): Check => ({
  name: `has no secular energy drift over ${steps.toExponential().replace('+', '')} steps on the ${name}`,
  run: (method) => {
    if (energy === undefined) throw new Error(`${name} has no energy`);
    const trajectory = integrate(method, system, start, { dt: dt / 4, steps, saveEvery: 50 });
    const error = energyError(energy, trajectory);
    const swing = Math.max(...error) - Math.min(...error);
    const drift = Math.abs(driftSlope(trajectory.t, error)) * trajectory.t[trajectory.t.length - 1];
    // Rounding makes the energy walk at random: about sqrt(steps) times 1e-16 per gradient evaluation.
    expect(drift).toBeLessThan(0.05 * swing + 2e-12);
  },
});

const isOneStepMap = ({ system, start, dt }: Problem): Check => ({
  name: 'takes the same steps whether run at once or one by one',
  run: (method) => {
    const atOnce = image(method, system, start, { dt, steps: 3 });
    let state = image(method, system, start, { dt });
    for (const startTime of [dt, 2 * dt]) state = image(method, system, state, { dt, startTime });
    expect(Math.abs(state.q[0] - atOnce.q[0])).toBeLessThan(1e-14);
    expect(Math.abs(state.p[0] - atOnce.p[0])).toBeLessThan(1e-14);
  },
});

/** H(q, p, t) is the autonomous H(q1, p1, q2) + p2 with time for q2; a method must step both alike. */
const treatsTimeAsACoordinate: Check = {
  name: 'steps a time-dependent H as if time were a coordinate',
  run: (method) => {
    const { system, start, dt } = forcedPendulum;
    const extended: System = {
      ...system,
      dHdq: (q, p, out) => {
        system.dHdq(q.subarray(0, 1), p.subarray(0, 1), out, q[1]);
        // dH/dt moves p2 alone, on which nothing depends.
        out[1] = 0;
        return out;
      },
      dHdp: (q, p, out) => {
        system.dHdp(q.subarray(0, 1), p.subarray(0, 1), out, NaN);
        out[1] = 1;
        return out;
      },
    };
    const options = { ...fixedSteps(coarse(method, dt)), steps: 3 };
    const alone = image(method, system, start, options);
    const state = { q: Float64Array.of(start.q[0], 0), p: Float64Array.of(start.p[0], 0) };
    const together = image(method, extended, state, options);
    expect(Math.abs(alone.q[0] - together.q[0])).toBeLessThan(1e-13);
    expect(Math.abs(alone.p[0] - together.p[0])).toBeLessThan(1e-13);
  },
};
