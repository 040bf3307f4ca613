import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { run as compareSteps } from '../jit/main.ts';
import { compareOnDensities } from './densities/run.ts';
import { fitTime } from './fitTime.ts';

export const title =
  'A Neural Hamiltonian Flow: a training step beside eager PyTorch, the time of fit on two moons; with the word densities, flows at equal time';

/** The step of `npm run bench -- jit nhf`, then the fit; after the word `densities`, {@link compareOnDensities}. */
export async function run(options: BenchmarkOptions): Promise<object[]> {
  const [first, ...rest] = options.args;
  if (first === 'densities') return compareOnDensities({ ...options, args: rest });
  const steps = await compareSteps({ ...options, args: ['nhf'] });
  options.log('fit on two moons');
  return [...steps, await fitTime()];
}
