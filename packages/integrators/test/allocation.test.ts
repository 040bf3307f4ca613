import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { methods } from '../src/methods.ts';
import { bundle } from './helpers/bundle.ts';

/**
 * A Node whose young generation is too large to be collected meanwhile, and that compiles where it stands and not beside:
 * code that is not yet compiled boxes its numbers, and when another thread has compiled it depends on the machine. So the
 * same code takes the same bytes in every run, to the last one.
 */
const flags = ['--expose-gc', '--predictable', '--max-semi-space-size=512', '--min-semi-space-size=512'];

/**
 * Bytes allocated by what `prepare` returns a function of, called once per round and the least of four rounds: code is
 * compiled in the first, and now and then again in the next.
 */
async function bytes(prepare: string, gradient = still): Promise<number> {
  const script = await bundle(`
    import {
      bitReversible, compensated, compose, gaussLegendre, integrate, methods, tao, tripleJumpWeights,
    } from './src/index.ts';
    import { conformal } from './src/systems/index.ts';
    const system = {
      separable: true,
      quadraticKinetic: true,
      dHdq: ${gradient},
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
    };
    const start = { q: Float64Array.of(1.2), p: Float64Array.of(0.4) };
    // Once only: a collection would throw away the compiled code of closures that are made anew.
    gc();
    const run = (${prepare})();
    let least = Infinity;
    for (let round = 0; round < 4; round++) {
      const before = process.memoryUsage().heapUsed;
      run(round);
      // A round in which there was a collection after all shows as a fall, and counts for nothing either.
      least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before));
    }
    console.log(least);
  `);
  return Number(
    execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], { encoding: 'utf8' }),
  );
}

const still = '(q, p, out) => ((out[0] = 1.5 * Math.sin(q[0])), out)';

/** A hundred thousand steps of a method, by its stepper. */
const manyStepsOf = (method: string) => `() => {
  const stepper = (${method}).stepper(system, 1);
  const { q, p } = start;
  return (round) => stepper.advance(q, p, 0, 0.01, round * 100_000, 100_000);
}`;

// A tenth of a byte per step, where one boxed number takes twelve: what the runtime itself leaves behind.
const nothing = 10_000;

test.each([
  ...Object.keys(methods).map((name) => `methods.${name}`),
  'conformal(methods.leapfrog, { damping: 1e-4 })',
  'compensated(methods.leapfrog)',
  'compensated(methods.kahanLi8)',
  'compensated(methods.rk4)',
  'compensated(methods.stormerVerlet)',
  'compensated(gaussLegendre({ order: 16 }))',
  'bitReversible(methods.leapfrog)',
  'tao({ order: 2, omega: 1, projected: true })',
  `compose(methods.implicitMidpoint, tripleJumpWeights(2), { name: 'composed', order: 4 })`,
])('%s allocates nothing per step', { timeout: 120_000 }, async (method) => {
  expect(await bytes(manyStepsOf(method))).toBeLessThan(nothing);
});

test('a run by integrate allocates its result, outside of the heap, and nothing per step', async () => {
  // Fewer steps where each is kept: the arrays of the result are what would make Node collect.
  for (const [steps, saveEvery] of [
    [100_000, 1],
    [1_000_000, 1_000_000],
  ]) {
    const run = `() => {
      const go = (steps, saveEvery) => integrate(methods.leapfrog, system, start, { dt: 0.01, steps, saveEvery });
      for (let k = 0; k < 1_000; k++) go(1_000, ${Math.min(saveEvery, 1_000)});
      return () => go(${steps}, ${saveEvery});
    }`;
    expect(await bytes(run), `saveEvery ${saveEvery}`).toBeLessThan(nothing);
  }
});

test('the measurement sees an allocation of one small array per step', async () => {
  const wasteful = '(q, p, out) => (globalThis.kept = [q[0]], (out[0] = 1.5 * Math.sin(q[0])), out)';
  expect(await bytes(manyStepsOf('methods.leapfrog'), wasteful)).toBeGreaterThan(1_000_000);
});

test('methods for systems of one kind allocate nothing per step', { timeout: 120_000 }, async () => {
  const script = await bundle(`
    import { leapfrog, methods } from './src/index.ts';
    import * as kinds from './src/systems/index.ts';
    const of = (...values) => Float64Array.from(values);
    const fall = {
      separable: true,
      quadraticKinetic: true,
      dHdq: (q, p, out) => ((out[0] = 0), (out[1] = 1.3), out),
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.7), (out[1] = p[1] / 0.7), out),
    };
    const rod = {
      count: 1,
      g: (q, out) => void (out[0] = q[0] * q[0] + q[1] * q[1] - 1),
      dgdq: (q, out) => ((out[0] = 2 * q[0]), (out[1] = 2 * q[1])),
    };
    const masses = [1.3, 0.01];
    const planets = {
      separable: true,
      quadraticKinetic: true,
      dHdq: (q, p, out) => {
        const x = q[2] - q[0];
        const y = q[3] - q[1];
        const square = x * x + y * y;
        const w = 0.013 / (square * Math.sqrt(square));
        out[0] = -w * x;
        out[1] = -w * y;
        out[2] = w * x;
        out[3] = w * y;
        return out;
      },
      dHdp: (q, p, out) => {
        for (let i = 0; i < 4; i++) out[i] = p[i] / masses[i >> 1];
        return out;
      },
    };
    const spring = {
      separable: true,
      dHdq: (q, p, out) => ((out[0] = 1.5 * q[0]), out),
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
    };
    const adaptive = kinds.adaptiveReversible(leapfrog, spring, { q: of(1), p: of(0) }, { density: (q) => 1 + q[0] * q[0] });
    const kepler = { separable: true, dHdq: (q, p, out) => ((out[0] = 1 / (q[0] * q[0])), out), dHdp: (q, p, out) => ((out[0] = p[0]), out) };
    const falling = { potential: (q) => -1 / q[0], kinetic: (p) => (p[0] * p[0]) / 2 };
    const logarithmic = kinds.logarithmic(kepler, { q: of(1), p: of(0.1) }, falling);
    const flyby = kinds.kustaanheimoStiefel({ q: of(1, 0, 0.2), p: of(0, 1, 0) }, { mass: 1, attraction: 1 });
    const charge = kinds.chargedParticles({
      charges: [1.2],
      masses: [0.7],
      electric: (x, out) => void (out[0] = -x[0]),
      magnetic: (x, out) => void (out[2] = 1 + 0.1 * x[0]),
    });
    const top = kinds.rigidBodies({ inertia: [[1, 2, 3]] });
    const turned = kinds.rigidState(of(1, 0, 0, 0), of(0.3, 0.4, 0.5));
    const one = kinds.spins({ count: 1, dHds: (s, out) => ((out[0] = s[0]), (out[1] = 2 * s[1]), (out[2] = 0.3)) });
    const spin = kinds.spinState(of(1, 0, 0.2));
    const cases = {
      rattle: [kinds.rattle(rod), fall, { q: of(1, 0), p: of(0, 0.3) }],
      shake: [kinds.shake(rod), fall, { q: of(1, 0), p: of(0, 0.3) }],
      wisdomHolman: [kinds.wisdomHolman({ masses, gravity: 1, dimensions: 2 }), planets, { q: of(0, 0, 1, 0), p: of(0, -0.012, 0, 0.012) }],
      adaptiveReversible: [adaptive.method, adaptive.system, adaptive.start],
      logarithmic: [leapfrog, logarithmic.system, logarithmic.start, 1e-9],
      kustaanheimoStiefel: [leapfrog, flyby.system, flyby.start],
      boris: [kinds.boris, charge, { q: of(0.1, 0.2, 0.3), p: of(0.3, 0.2, 0.1) }],
      noSquish: [kinds.noSquish, top, turned],
      spinTurns: [kinds.spinTurns, one, spin],
      baoab: [kinds.baoab({ temperature: 1, friction: 0.5, seed: 3 }), spring, { q: of(1), p: of(0) }],
    };
    const left = {};
    for (const [name, [method, system, start, dt = 0.01]] of Object.entries(cases)) {
      gc();
      const stepper = method.stepper(system, start.q.length);
      let least = Infinity;
      for (let round = 0; round < 4; round++) {
        const before = process.memoryUsage().heapUsed;
        stepper.advance(start.q, start.p, 0, dt, round * 100_000, 100_000);
        least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before));
      }
      left[name] = least;
    }
    console.log(JSON.stringify(left));
  `);
  const left = JSON.parse(
    execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], { encoding: 'utf8' }),
  ) as Record<string, number>;
  expect(Object.keys(left).length).toBe(10);
  // Its steps differ, and V8 boxes their times and lengths for the base's call.
  const boxes = { adaptiveReversible: 100_000 * 70 };
  for (const [name, bytesLeft] of Object.entries(left)) {
    expect(bytesLeft, name).toBeLessThan(name in boxes ? boxes.adaptiveReversible : nothing);
  }
});

test('methods with friction and a force from outside allocate nothing per step but the box of a time', async () => {
  const script = await bundle(`
    import { discreteGradient, dissipativeMidpoint, frictionSplitting } from './src/systems/index.ts';
    const pushed = {
      energy: (q, p) => (p[0] * p[0]) / 1.4 - Math.cos(q[0]),
      dHdq: (q, p, out) => ((out[0] = Math.sin(q[0])), out),
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.7), out),
      force: (q, t, out) => ((out[0] = 0.1 * Math.sin(t)), out),
    };
    const rubbed = { ...pushed, friction: (q, v, out) => ((out[0] = 0.1 * v[0]), out) };
    const cases = [[discreteGradient, rubbed], [dissipativeMidpoint, rubbed], [frictionSplitting({ rates: [0.1] }), pushed]];
    const left = cases.map(([method, system]) => {
      gc();
      const step = method.stepper(system, 1);
      const [q, p] = [Float64Array.of(1), Float64Array.of(0)];
      const balance = { work: 0, loss: 0, drive: 0 };
      let least = Infinity;
      for (let round = 0; round < 4; round++) {
        const before = process.memoryUsage().heapUsed;
        for (let k = 0; k < 20_000; k++) step(q, p, 0.01 * k, 0.01, balance);
        least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before) / 20_000);
      }
      return least;
    });
    console.log(JSON.stringify(left));
  `);
  const text = execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  const left = JSON.parse(text) as number[];
  expect(left.length).toBe(3);
  for (const bytesLeft of left) expect(bytesLeft).toBeLessThan(16.5);
});
