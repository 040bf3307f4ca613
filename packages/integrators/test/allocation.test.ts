import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { methods } from '../src/methods.ts';
import { bundle } from './helpers/bundle.ts';

/**
 * Bytes allocated by what `prepare` returns a function of, called once per round and the least of all rounds, in a Node
 * whose young generation is too large to be collected meanwhile. Code that is not yet compiled boxes its numbers, and
 * a busy machine compiles late: the best round shows what the steps themselves take.
 */
async function bytes(prepare: string, gradient = still): Promise<number> {
  const script = await bundle(`
    import { bitReversible, compensated, compose, conformal, integrate, methods, tao, tripleJumpWeights } from './src/index.ts';
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
    for (let round = 0; round < 10 && least > 20_000; round++) {
      const before = process.memoryUsage().heapUsed;
      run(round);
      // A round in which there was a collection after all shows as a fall, and counts for nothing either.
      least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before));
    }
    console.log(least);
  `);
  const flags = ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512'];
  return Number(
    execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], { encoding: 'utf8' }),
  );
}

const still = '(q, p, out) => ((out[0] = 1.5 * Math.sin(q[0])), out)';

/** A million steps of a method, by its stepper. */
const aMillionStepsOf = (method: string) => `() => {
  const stepper = (${method}).stepper(system, 1);
  const { q, p } = start;
  return (round) => stepper.advance(q, p, 0, 0.01, round * 1_000_000, 1_000_000);
}`;

// A fiftieth of a byte per step: what the runtime itself leaves behind.
const nothing = 20_000;

test.each([
  ...Object.keys(methods).map((name) => `methods.${name}`),
  'conformal(methods.leapfrog, { damping: 1e-4 })',
  'compensated(methods.leapfrog)',
  'compensated(methods.kahanLi8)',
  'compensated(methods.rk4)',
  'compensated(methods.stormerVerlet)',
  'bitReversible(methods.leapfrog)',
  'tao({ order: 2, omega: 1, projected: true })',
  `compose(methods.implicitMidpoint, tripleJumpWeights(2), { name: 'composed', order: 4 })`,
])('%s allocates nothing per step over a million steps', { timeout: 120_000 }, async (method) => {
  expect(await bytes(aMillionStepsOf(method))).toBeLessThan(nothing);
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
  expect(await bytes(aMillionStepsOf('methods.leapfrog'), wasteful)).toBeGreaterThan(10_000_000);
});
