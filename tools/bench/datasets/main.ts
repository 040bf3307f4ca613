import { simulate } from '@hgn/datasets';
import type { BenchmarkOptions } from '../lib/benchmark.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Frames per second of simulation and rendering, on one core';

const defaults = [
  'mass-spring',
  'pendulum',
  'two-body',
  'three-body',
  'double-pendulum',
  'suite-mass-spring-colors',
  'suite-lj-16',
];
const frames = 30;

/** Simulates trajectories for a while: frames per second of wall clock, and of the time that the process got. */
function measure(preset: string, milliseconds: number): { wall: number; cpu: number } {
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  let made = 0;
  for (; performance.now() - start < milliseconds; made++) simulate(preset, { seed: 1, index: made, frames });
  const { user, system } = process.cpuUsage(cpuStart);
  const total = made * frames;
  return { wall: (1000 * total) / (performance.now() - start), cpu: (1e6 * total) / (user + system) };
}

/** Arguments: names of presets; the usual seven unless told. */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const names = args.length > 0 ? args : defaults;
  const best = new Map(names.map((name) => [name, { wall: 0, cpu: 0 }]));
  for (let round = 0; round < 6; round++) {
    log(`round ${round + 1} of 6`);
    for (const name of names) {
      const { wall, cpu } = measure(name, 400);
      const known = best.get(name);
      best.set(name, { wall: Math.max(wall, known?.wall ?? 0), cpu: Math.max(cpu, known?.cpu ?? 0) });
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }
  return [...best].map(([name, { wall, cpu }]) => ({
    name,
    framesPerSecond: Math.round(wall),
    framesPerCpuSecond: Math.round(cpu),
  }));
}
