import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bundle } from '../../test/helpers/bundle.ts';
import { pendulum as plainPendulum } from '../../test/helpers/problems.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { Formulas } from '../expression/expression.ts';
import { hamiltonian, vectorField } from '../expression/hamiltonian.ts';
import { methods } from '../methods.ts';
import { splitting } from '../splitting/splitting.ts';
import { integrateEnsemble } from './integrateEnsemble.ts';
import { integrateEnsembleInThreads } from './threads.ts';

/** A separable H in which every formula stands, with the time in both halves. */
const everything = ({ q, p, t, ...f }: Formulas) =>
  f.sum(
    f.product(f.sum(1.3, f.product(0.2, f.sin(t))), f.power(p[0], 2)),
    f.squareRoot(f.sum(1, f.power(p[1], 2))),
    f.power(f.sum(2, f.power(p[1], 2)), 0.3),
    f.negative(f.cos(f.difference(q[0], q[1]))),
    f.log(f.sum(2, f.power(q[0], 2))),
    f.exp(f.product(-0.4, f.power(q[1], 2))),
    f.quotient(q[0], f.sum(2, f.sin(q[1]))),
    f.power(f.sum(3, f.power(q[1], 2)), -1.5),
    f.product(0.1, f.power(q[0], 4)),
    f.negative(f.product(0.3, q[0], f.cos(f.product(1.3, t)))),
  );
const system = hamiltonian({ coordinates: 2 }, everything);
const pendulum = hamiltonian({ coordinates: 1 }, ({ q, p, sum, product, power, cos }) =>
  sum(power(p[0], 2), product(-1.5, cos(q[0]))),
);
const starts = (n: number, trajectories: number) => ({
  q: Float64Array.from({ length: n * trajectories }, (_, k) => Math.sin(1.3 * k + 0.2)),
  p: Float64Array.from({ length: n * trajectories }, (_, k) => Math.cos(0.7 * k)),
});

/** The largest distance between an ensemble's rows and those of `integrate`. */
function distance(
  tested: Method,
  of: typeof system,
  n: number,
  options: { trajectories: number; dt: number; steps: number; saveEvery?: number; startTime?: number },
): number {
  const { trajectories, ...rest } = options;
  const state = starts(n, trajectories);
  const found = integrateEnsemble(tested, of, state, options);
  expect([found.way, found.lost]).toEqual(['WebAssembly', []]);
  let worst = 0;
  for (let j = 0; j < trajectories; j++) {
    const pick = (x: Float64Array) => Float64Array.from({ length: n }, (_, i) => x[i * trajectories + j]);
    const alone = integrate(
      tested,
      of,
      { q: pick(state.q), p: pick(state.p) },
      { saveEvery: rest.steps, ...rest },
    );
    expect([...found.t]).toEqual([...alone.t]);
    alone.q.forEach((x, k) => {
      worst = Math.max(
        worst,
        Math.abs(found.q[k * trajectories + j] - x),
        Math.abs(found.p[k * trajectories + j] - alone.p[k]),
      );
    });
  }
  return worst;
}

const splittings = Object.values(methods).filter((method) => method.splitting !== undefined);

describe('an ensemble takes the steps that integrate takes for each of its trajectories', () => {
  test.each(splittings.filter((method) => !method.requiresQuadraticKinetic))('by $name', (method) => {
    expect(distance(method, system, 2, { trajectories: 5, dt: 0.05, steps: 8, startTime: 0.4 })).toBeLessThan(
      1e-13,
    );
    expect(
      distance(method, pendulum, 1, { trajectories: 9, dt: -0.05, steps: 8, saveEvery: 2 }),
    ).toBeLessThan(1e-13);
  });

  test.each(splittings.filter((method) => method.requiresQuadraticKinetic))('by $name', (method) => {
    expect(distance(method, pendulum, 1, { trajectories: 9, dt: 0.05, steps: 8, saveEvery: 4 })).toBeLessThan(
      1e-13,
    );
  });

  test('and with weights of one own, few and many trajectories, row by row', () => {
    const own = splitting({ name: 'own', order: 1, first: 'drift', weights: [0.3, 0.6, 0.7, 0.4] });
    for (const trajectories of [1, 2, 8, 17]) {
      expect(distance(own, system, 2, { trajectories, dt: 0.1, steps: 6, saveEvery: 3 })).toBeLessThan(1e-13);
    }
    // More than a page of memory; and after it few again.
    expect(distance(methods.leapfrog, pendulum, 1, { trajectories: 5000, dt: 0.1, steps: 3 })).toBeLessThan(
      1e-13,
    );
    expect(distance(methods.leapfrog, pendulum, 1, { trajectories: 3, dt: 0.1, steps: 3 })).toBeLessThan(
      1e-13,
    );
  });
});

test('other systems and methods run one by one, and the result says so', () => {
  const state = starts(1, 3);
  const options = { trajectories: 3, dt: 0.1, steps: 5 };
  const compiled = integrateEnsemble(methods.yoshida4, pendulum, state, options);
  const interpreted = hamiltonian(
    { coordinates: 1, compile: 'interpret' },
    ({ q, p, sum, product, power, cos }) => sum(power(p[0], 2), product(-1.5, cos(q[0]))),
  );
  for (const other of [plainPendulum.system, interpreted]) {
    const found = integrateEnsemble(methods.yoshida4, other, state, options);
    expect(found.way).toBe('one by one');
    found.q.forEach((x, k) => expect(Math.abs(x - compiled.q[k])).toBeLessThan(1e-13));
  }
  expect(integrateEnsemble(methods.gaussLegendre6, pendulum, state, options).way).toBe('one by one');
  const damped = vectorField({ coordinates: 1 }, ({ q, p, sum, product }) => ({
    dq: [p[0]],
    dp: [sum(product(-1, q[0]), product(-0.1, p[0]))],
  }));
  expect(integrateEnsemble(methods.rk4, damped, state, options).way).toBe('one by one');
  expect(() => integrateEnsemble(methods.leapfrog, damped, state, options)).toThrow(/separable/);
});

test('a trajectory that is lost is named, and the others go on', () => {
  const steep = hamiltonian({ coordinates: 1 }, ({ q, p, sum, power, negative, exp }) =>
    sum(power(p[0], 2), negative(power(q[0], 4)), negative(exp(q[0]))),
  );
  const state = { q: Float64Array.of(0.1, 60, 0.2, -0.1, 0), p: new Float64Array(5) };
  const options = { trajectories: 5, dt: 0.1, steps: 12 };
  const found = integrateEnsemble(methods.leapfrog, steep, state, options);
  expect(found.lost).toEqual([1]);
  const { way, ...plain } = integrateEnsemble(
    methods.leapfrog,
    { ...steep, compile: 'interpret' } as typeof steep,
    state,
    options,
  );
  expect([way, plain.lost]).toEqual(['one by one', [1]]);
  expect(Math.abs(plain.q[7] - found.q[7])).toBeLessThan(1e-12);
});

test('threads share the work and change nothing', async () => {
  const state = starts(2, 37);
  const options = { trajectories: 37, dt: 0.05, steps: 20, saveEvery: 10, startTime: 0.3 };
  const alone = integrateEnsemble(methods.blanesMoan4, system, state, options);
  expect(
    await integrateEnsembleInThreads(methods.blanesMoan4, system, state, { ...options, threads: 3 }),
  ).toEqual(alone);
  const plain = await integrateEnsembleInThreads(methods.rk4, system, state, { ...options, threads: 2 });
  expect(plain.way).toBe('one by one');
});

test('no steps give the start, and errors say function, rule and what they got', async () => {
  const state = starts(1, 4);
  expect([
    ...integrateEnsemble(methods.leapfrog, pendulum, state, { trajectories: 4, dt: 1, steps: 0 }).q,
  ]).toEqual([...state.q]);
  const run =
    (options: object, given = state) =>
    () =>
      integrateEnsemble(methods.leapfrog, pendulum, given, {
        trajectories: 4,
        dt: 0.1,
        steps: 2,
        ...options,
      });
  expect(run({ trajectories: 3 })).toThrow(
    'integrateEnsemble: q must hold as many numbers for each of 3 trajectories, but has 4',
  );
  expect(run({ trajectories: 0 })).toThrow(/trajectories must be an integer of at least 1, but got 0/);
  expect(run({ saveEvery: 3 })).toThrow(/saveEvery must divide steps/);
  expect(run({ onStep: () => true })).toThrow(/options must be among trajectories, dt, .* but got onStep/);
  expect(run({}, { q: Float64Array.of(1, NaN, 1, 1), p: state.p })).toThrow(
    'q must be finite, but got q[1] = NaN',
  );
  await expect(
    integrateEnsembleInThreads(methods.leapfrog, pendulum, state, {
      trajectories: 4,
      dt: 0.1,
      steps: 2,
      threads: 0,
    }),
  ).rejects.toThrow(/threads must be an integer of at least 1/);
});

test('where WebAssembly is missing it runs one by one', async () => {
  const script = await bundle(`
    import { hamiltonian, leapfrog } from './src/index.ts';
    import { integrateEnsemble } from './src/ensembles/index.ts';
    const spring = hamiltonian({ coordinates: 1 }, ({ q, p, sum, power }) => sum(power(p[0], 2), power(q[0], 2)));
    const state = { q: Float64Array.of(1, 2), p: Float64Array.of(0, 0) };
    console.log(integrateEnsemble(leapfrog, spring, state, { trajectories: 2, dt: 0.1, steps: 3 }).way);
  `);
  const run = (...flags: string[]) =>
    execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], {
      encoding: 'utf8',
    }).trim();
  expect(run()).toBe('WebAssembly');
  expect(run('--noexpose-wasm')).toBe('one by one');
});
