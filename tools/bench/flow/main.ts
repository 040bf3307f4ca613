import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { run as compareSteps } from '../jit/main.ts';
import { fitTime } from './fitTime.ts';

export const title =
  'A training step of a Neural Hamiltonian Flow beside eager PyTorch, and the time that fit takes on two moons';

/** The step of `npm run bench -- jit nhf`, then the fit. */
export async function run(options: BenchmarkOptions): Promise<object[]> {
  const steps = await compareSteps({ ...options, args: ['nhf'] });
  options.log('fit on two moons');
  return [...steps, await fitTime()];
}
