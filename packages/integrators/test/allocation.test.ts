import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { methods } from '../src/methods.ts';
import { bundle } from './helpers/bundle.ts';

/** Bytes allocated by a million steps, in a Node whose young generation is too large to be collected meanwhile. */
async function bytesOfAMillionSteps(method: string, gradient: string): Promise<number> {
  const script = await bundle(`
    import { methods } from './src/index.ts';
    const system = {
      separable: true,
      quadraticKinetic: true,
      dHdq: ${gradient},
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
    };
    const stepper = methods.${method}.stepper(system, 1);
    const q = Float64Array.of(1.2);
    const p = Float64Array.of(0.4);
    // Code that is not yet compiled boxes its numbers, and a busy machine compiles late: the least of some rounds
    // is what the steps themselves take.
    let least = Infinity;
    for (let round = 0; round < 10 && least > 1000; round++) {
      gc();
      const before = process.memoryUsage().heapUsed;
      stepper.advance(q, p, 0, 0.01, round * 1000000, 1000000);
      least = Math.min(least, process.memoryUsage().heapUsed - before);
    }
    console.log(least);
  `);
  const flags = [
    '--expose-gc',
    '--max-semi-space-size=256',
    '--min-semi-space-size=256',
    '--input-type=module',
  ];
  return Number(execFileSync(process.execPath, [...flags, '--eval', script], { encoding: 'utf8' }));
}

const still = '(q, p, out) => ((out[0] = 1.5 * Math.sin(q[0])), out)';

test.each(Object.values(methods).filter((method) => !method.implicit && !method.adaptive))(
  '$name allocates nothing per step',
  async ({ name }) => {
    // A hundredth of a byte per step: what the runtime itself leaves behind.
    expect(await bytesOfAMillionSteps(name, still)).toBeLessThan(20_000);
  },
);

test('the measurement sees an allocation of one small array per step', async () => {
  const wasteful = '(q, p, out) => (globalThis.kept = [q[0]], (out[0] = 1.5 * Math.sin(q[0])), out)';
  expect(await bytesOfAMillionSteps('leapfrog', wasteful)).toBeGreaterThan(10_000_000);
});
