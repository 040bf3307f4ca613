import { simulate } from '@hgn/datasets';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { startScipy } from './peer.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Frames per second of simulation and rendering on one core, beside SciPy and NumPy';

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
const rounds = 6;
const peerTrajectories = 40;

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

/** Arguments: names of presets; the usual seven unless told. `ratio` is ours over the peer's, both by wall clock. */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const names = args.length > 0 ? args : defaults;
  const peer = await startScipy();
  if (!peer)
    log('*** SKIPPED: the side of SciPy. No python3 has scipy; name one that has in HGN_BENCH_PYTHON ***');
  const best = new Map(names.map((name) => [name, { wall: 0, cpu: 0, peer: 0 }]));
  try {
    for (let round = 0; round < rounds; round++) {
      log(`round ${round + 1} of ${rounds}`);
      for (const [name, known] of best) {
        const { wall, cpu } = measure(name, 400);
        await new Promise((resume) => setTimeout(resume, 20));
        const theirs = (await peer?.framesPerSecond(name, peerTrajectories, frames)) ?? 0;
        best.set(name, {
          wall: Math.max(wall, known.wall),
          cpu: Math.max(cpu, known.cpu),
          peer: Math.max(theirs, known.peer),
        });
      }
    }
  } finally {
    peer?.stop();
  }
  return [...best].map(([name, { wall, cpu, peer: theirs }]) => ({
    name,
    framesPerSecond: Math.round(wall),
    framesPerCpuSecond: Math.round(cpu),
    scipy: theirs > 0 ? Math.round(theirs) : null,
    ratio: theirs > 0 ? Number((wall / theirs).toPrecision(3)) : null,
  }));
}
