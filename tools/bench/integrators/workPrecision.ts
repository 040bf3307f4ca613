import { findPython, startNode, startPeer, type Contestant } from '../peers/contestant.ts';
import { orbits, type Orbit } from './orbits.ts';

/** The time that a method takes to come within 1e-4, 1e-8 and 1e-11 of the positions at the end, and the least error. */
export interface WorkPrecisionRow {
  readonly kind: 'work-precision';
  readonly problem: string;
  readonly method: string;
  readonly ms_1e4: number | null;
  readonly ms_1e8: number | null;
  readonly ms_1e11: number | null;
  readonly least_error: number | null;
  /** Milliseconds and error of every run, as tolerances get tighter or steps shorter. */
  readonly points: readonly (readonly [ms: number, error: number])[];
}

const targets = [1e-4, 1e-8, 1e-11];
const adaptive = ['taylor', 'dormandPrince853', 'tsitouras54', 'dormandPrince54'];
const fixed = ['compensated kahanLi8', 'kahanLi8', 'blanesMoanNystrom6', 'blanesMoan4'];
const peers = [
  ['heyoka', ''],
  ['rebound', 'IAS15'],
  ['diffrax', 'Tsit5'],
  ['diffrax', 'Dopri8'],
  ['scipy', 'DOP853'],
  ['scipy', 'RK45'],
] as const;
/** One over the tolerances. */
const tolerances = Array.from({ length: 12 }, (_, k) => 10 ** (k + 5));
/** Steps a unit of each problem's own time: a revolution, say. */
const units: Readonly<Record<string, number>> = {
  kepler: 20,
  henonHeiles: 160,
  outerPlanets: 85,
  figureEight: 16,
  drivenPendulum: 32,
};
/** A run may take so long, in milliseconds, before finer ones are left out. */
const longest = 1500;

interface Run {
  readonly ms: number;
  readonly error: number;
}

/** Measures every method and peer on the problems, or on those that `names` lists. */
export async function workPrecision(
  log: (line: string) => void,
  names: readonly string[] = [],
): Promise<WorkPrecisionRow[]> {
  const rows: WorkPrecisionRow[] = [];
  const keep = (row: WorkPrecisionRow) => {
    rows.push(row);
    // A run of all takes long: what is known is said at once.
    log(JSON.stringify(row));
  };
  const pythons = new Map(peers.map(([module]) => [module, findPython(module)]));
  for (const [module, python] of pythons) {
    if (python === undefined) {
      log(
        `*** SKIPPED: ${module}. No python3 has it; pip install ${module}, and name that python in HGN_BENCH_PYTHON ***`,
      );
    }
  }
  for (const orbit of orbits.filter(({ name }) => names.length === 0 || names.includes(name))) {
    log(orbit.name);
    for (const method of [...adaptive, ...fixed]) {
      const program = startNode(new URL('followOrbit.ts', import.meta.url));
      const efforts = adaptive.includes(method)
        ? tolerances
        : Array.from({ length: 18 }, (_, k) => Math.round(units[orbit.name] * 8 * 1.6 ** k));
      const request = { orbit: orbit.name, method };
      keep(
        await measure(orbit, method, efforts, (effort, repeats) =>
          ours(program, { ...request, effort, repeats }),
        ),
      );
      program.stop();
    }
    for (const [module, method] of peers) {
      const python = pythons.get(module);
      if (python === undefined) continue;
      const program = startPeer(python.python, 'orbits.py');
      const peer = `${module} ${method}`.trim();
      keep(
        await measure(orbit, `${module} ${python.version} ${method}`.trim(), tolerances, (effort, repeats) =>
          theirs(program, orbit, peer, effort, repeats),
        ),
      );
      program.stop();
    }
  }
  return rows;
}

async function ours(program: Contestant, request: object): Promise<Run> {
  return (await program.ask(request)) as unknown as Run;
}

async function theirs(
  program: Contestant,
  { name, start, masses, gravity, time, end }: Orbit,
  peer: string,
  effort: number,
  repeats: number,
): Promise<Run> {
  const size = masses.length === 0 ? 0 : start.q.length / masses.length;
  const answer = await program.ask({
    peer,
    problem: name,
    tolerance: 1 / effort,
    q: [...start.q],
    v: Array.from(start.p, (p, i) => (size === 0 ? p : p / masses[Math.floor(i / size)])),
    time,
    masses,
    gravity,
    repeats,
  });
  const q = answer.q as number[] | undefined;
  if (q === undefined) return { ms: Infinity, error: NaN };
  return { ms: answer.ms as number, error: Math.max(...end.map((x, i) => Math.abs(q[i] - x))) };
}

async function measure(
  { name }: Orbit,
  method: string,
  efforts: readonly number[],
  run: (effort: number, repeats: number) => Promise<Run>,
): Promise<WorkPrecisionRow> {
  const found: Run[] = [];
  for (const effort of efforts) {
    const first = await run(effort, 1);
    if (!Number.isFinite(first.ms)) break;
    // More often where it is short: compilers need it, and the best of few is no best.
    const again = await run(
      effort,
      first.ms > 300 ? 3 : Math.max(30, Math.min(300, Math.ceil(400 / first.ms))),
    );
    found.push(again);
    if (again.ms > longest) break;
  }
  const cheapest = (target: number) => {
    const good = found.filter(({ error }) => error <= target).map(({ ms }) => ms);
    return good.length === 0 ? null : Number(Math.min(...good).toPrecision(3));
  };
  const [ms_1e4, ms_1e8, ms_1e11] = targets.map(cheapest);
  const errors = found.map(({ error }) => error).filter(Number.isFinite);
  const least_error = errors.length === 0 ? null : Number(Math.min(...errors).toPrecision(2));
  const points = found
    .filter(({ error }) => Number.isFinite(error))
    .map(({ ms, error }) => [Number(ms.toPrecision(3)), Number(error.toPrecision(2))] as const);
  return { kind: 'work-precision', problem: name, method, ms_1e4, ms_1e8, ms_1e11, least_error, points };
}
