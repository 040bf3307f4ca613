import { methods } from '@hgn/integrators';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { findPython, startPeer } from '../peers/contestant.ts';
import { follow, orbit, type Outcome } from './ours.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Error and energy of the integrators on a Kepler orbit, beside SciPy';

const ours = [
  methods.leapfrog,
  methods.blanesMoan4,
  methods.blanesMoan6,
  methods.blanesMoanNystrom6,
  methods.kahanLi8,
  methods.gaussLegendre6,
  methods.rk4,
  methods.dormandPrince54,
];
const peers = ['RK45', 'DOP853', 'LSODA'];
/** Powers of ten from 10^from to 10^to. */
const powers = (by: number, from: number, to: number) =>
  Array.from({ length: Math.round((to - from) / by) + 1 }, (_, k) => 10 ** (from + k * by));
/** One over the tolerances; SciPy takes none much finer. */
const tolerances = powers(0.2, 4, 13.6);
const targets = [1e-4, 1e-7, 1e-10];
const [short, long, budget] = [10, 1_000, 1_000];

/** One method. The evaluations are those of the right-hand side, for the error of a position after ten orbits. */
export interface PrecisionRow {
  readonly method: string;
  readonly evaluations_1e4: number | null;
  readonly evaluations_1e7: number | null;
  readonly evaluations_1e10: number | null;
  /** Over a thousand orbits at about a thousand evaluations each. */
  readonly evaluations_per_orbit: number;
  readonly energy_first_10_orbits: number;
  readonly energy_1000_orbits: number;
  readonly seconds_1000_orbits: number;
}

/** A method that follows the orbit for so many revolutions, more finely the larger `effort` is. */
interface Contestant {
  readonly name: string;
  follow(orbits: number, effort: number): Promise<Outcome>;
  readonly efforts: readonly number[];
}

export async function run({ log }: BenchmarkOptions): Promise<PrecisionRow[]> {
  const scipy = findPython('scipy');
  const program = scipy && startPeer(scipy.python, 'kepler_scipy.py');
  if (program === undefined) {
    log('*** SKIPPED: the side of SciPy. No python3 has scipy; name one that has in HGN_BENCH_PYTHON ***');
  }
  try {
    const contestants: Contestant[] = ours.map((method) => ({
      name: method.name,
      efforts: method.adaptive ? tolerances : powers(0.05, 1.2, 4.6),
      follow: (orbits, effort) => {
        if (!method.adaptive) return Promise.resolve(follow(method, orbits, Math.round(effort)));
        const tolerance = { relativeTolerance: 1 / effort, absoluteTolerance: 1 / effort };
        return Promise.resolve(follow(method, orbits, 100, tolerance));
      },
    }));
    for (const method of program === undefined ? [] : peers) {
      contestants.push({
        name: `SciPy ${scipy?.version} ${method}`,
        efforts: tolerances,
        follow: async (orbits, effort) => {
          const request = { method, tolerance: 1 / effort, ...orbit, orbits, rows: 100 * orbits };
          return (await program?.ask(request)) as unknown as Outcome;
        },
      });
    }
    const rows: PrecisionRow[] = [];
    for (const contestant of contestants) {
      log(contestant.name);
      rows.push(await measure(contestant));
    }
    return rows;
  } finally {
    program?.stop();
  }
}

async function measure({ name, follow, efforts }: Contestant): Promise<PrecisionRow> {
  const found: (Outcome & { effort: number })[] = [];
  for (const effort of efforts) {
    const outcome = await follow(short, effort).catch(() => undefined);
    if (outcome === undefined) continue;
    found.push({ effort, ...outcome });
    if (outcome.evaluations > 1e6) break;
  }
  const [evaluations_1e4, evaluations_1e7, evaluations_1e10] = targets.map((target) => {
    // The coarsest from which on all are good: a single good one among bad ones was lucky.
    const first = found.findLastIndex(({ error }) => !(error <= target)) + 1;
    return found.at(first)?.evaluations ?? null;
  });
  const distance = ({ evaluations }: Outcome) => Math.abs(Math.log(evaluations / (short * budget)));
  const { effort, energy } = found.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const run = await follow(long, effort);
  return {
    method: name,
    evaluations_1e4,
    evaluations_1e7,
    evaluations_1e10,
    evaluations_per_orbit: Math.round(run.evaluations / long),
    energy_first_10_orbits: Number(energy.toPrecision(2)),
    energy_1000_orbits: Number(run.energy.toPrecision(2)),
    seconds_1000_orbits: Number(run.seconds.toPrecision(3)),
  };
}
