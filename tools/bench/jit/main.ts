import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineNames, type EngineName } from '@hgn/jit';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import { compare } from '../lib/compare.ts';
import { findPython, startNode, startPeer, type Contestant } from '../peers/contestant.ts';
import { baselineAt, type Baseline } from './baseline.ts';
import { problems } from './problems/problems.ts';

export const title =
  'Training steps, compiled, beside PyTorch, torch.compile and JAX (mlp-16, mlp-64, mlp-512, quickstart, paper, nhf); costs; profile; page';

const threads = 2;

/**
 * Milliseconds per step, best and median; all sides from the same weights, timed in turn. `--baseline` names another
 * build of ours, a folder or a git revision, that runs as a side of its own, `--engine` the engine of ours. `costs`,
 * `profile` and `page` (Chromium) are studies of our side alone.
 */
export async function run({ json, args, log }: BenchmarkOptions): Promise<object[]> {
  const [study, ...rest] = args;
  if (study === 'costs') return (await import('./costs/costs.ts')).run({ json, args: rest, log });
  if (study === 'page') return (await import('./page/page.ts')).run({ json, args: rest, log });
  if (study === 'profile') return (await import('./profile/profile.ts')).run({ json, args: rest, log });
  const { values, positionals: names } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { baseline: { type: 'string' }, engine: { type: 'string' } },
  });
  const unknown = names.filter((name) => !(name in problems));
  if (unknown.length > 0) {
    throw new UsageError(
      `jit: there is no problem ${unknown.join(', ')}; there are ${Object.keys(problems).join(', ')}`,
    );
  }
  const { engine } = values;
  if (engine !== undefined && !isEngineName(engine)) {
    throw new UsageError(`jit: --engine must be one of ${engineNames.join(', ')}, but got ${engine}`);
  }
  const pythons = new Map(Object.keys(howToInstall).map((module) => [module, findPython(module)]));
  for (const [module, found] of pythons) {
    if (found === undefined) log(`SKIPPED: the sides that need ${module}. ${howToInstall[module]}`);
  }
  const baseline = values.baseline === undefined ? undefined : baselineAt(values.baseline, log);
  const rows = [];
  for (const name of names.length > 0 ? names : Object.keys(problems)) {
    const installed = problems[name].peers.flatMap((peer) => {
      const found = pythons.get(peer.module);
      return found === undefined ? [] : [{ ...peer, ...found, name: `${peer.name} ${found.version}` }];
    });
    rows.push(...(await measure(name, installed, { baseline, engine }, log)));
  }
  return rows;
}

const isEngineName = (name: string): name is EngineName => (engineNames as readonly string[]).includes(name);

const howToInstall: Readonly<Record<string, string>> = {
  torch: 'No python3 has torch; pip install torch, and name that python in HGN_BENCH_PYTHON',
  jax: 'No python3 has jax; pip install jax, and name that python in HGN_BENCH_PYTHON',
};

interface Peer {
  readonly name: string;
  readonly file: string;
  readonly python: string;
}

async function measure(
  name: string,
  peers: readonly Peer[],
  { baseline, engine }: { readonly baseline: Baseline | undefined; readonly engine: EngineName | undefined },
  log: (line: string) => void,
): Promise<object[]> {
  log(`${name}: ${problems[name].title}`);
  const folder = mkdtempSync(join(tmpdir(), 'hgn-bench-'));
  const file = join(folder, 'problem.safetensors');
  const sides: { name: string; program: Contestant }[] = [];
  try {
    const ours = startNode(new URL('ours.ts', import.meta.url));
    sides.push({ name: 'ours', program: ours });
    const { options, compileSeconds, version } = await ours.ask({
      setup: { problem: name, file, threads, engine },
    });
    for (const peer of peers) {
      const program = startPeer(peer.python, peer.file);
      sides.push({ name: peer.name, program });
      await program.ask({ setup: { options, file, threads } });
    }
    if (baseline !== undefined) {
      const earlier = startNode(baseline.program);
      sides.push({ name: `baseline ${baseline.name}`, program: earlier });
      // It draws the same weights and data from the same seeds, which the losses show; its file is not read.
      const unread = join(folder, 'baseline.safetensors');
      await earlier.ask({ setup: { problem: name, file: unread, threads } });
    }
    await compareLosses(name, sides, log);
    const contestants = Object.fromEntries(
      sides.map(({ name: side, program }) => [
        side,
        async (steps: number) => {
          await program.ask({ steps });
        },
      ]),
    );
    const timings = await compare(contestants, { rounds: 10, sampleTime: 300, pause: 500 });
    const memory = sides.map(({ program }) => program.peakMemory());
    const [{ best, median }] = timings;
    const own = { name, engine: version, ours_ms: best, ours_median_ms: median, compile_s: compileSeconds };
    const before = baseline === undefined ? undefined : timings[peers.length + 1];
    const withMemory = {
      ...own,
      ...(memory[0] === undefined ? {} : { ours_peak_mib: memory[0] }),
      ...(before === undefined ? {} : sinceBaseline({ best, median }, before, memory[peers.length + 1])),
    };
    if (peers.length === 0) return [{ ...withMemory, peer: 'none', peer_ms: null, ratio: null }];
    return peers.map((peer, i) => ({
      ...withMemory,
      peer: peer.name,
      peer_ms: timings[i + 1].best,
      peer_median_ms: timings[i + 1].median,
      ratio: best / timings[i + 1].best,
      median_ratio: median / timings[i + 1].median,
      ...(memory[i + 1] === undefined ? {} : { peer_peak_mib: memory[i + 1] }),
    }));
  } finally {
    for (const { program } of sides) program.stop();
    rmSync(folder, { recursive: true });
  }
}

/** How ours stands beside the earlier build: below 1 is faster. */
function sinceBaseline(
  ours: { readonly best: number; readonly median: number },
  before: { readonly best: number; readonly median: number },
  peak: number | undefined,
): object {
  return {
    baseline_ms: before.best,
    baseline_median_ms: before.median,
    baseline_ratio: ours.best / before.best,
    baseline_median_ratio: ours.median / before.median,
    ...(peak === undefined ? {} : { baseline_peak_mib: peak }),
  };
}

/** The first loss and the one after two updates: agreement of the second needs the gradients to agree. */
async function compareLosses(
  name: string,
  sides: readonly { name: string; program: Contestant }[],
  log: (line: string) => void,
): Promise<void> {
  for (const [steps, tolerance] of [
    [1, 1e-4],
    [2, 1e-3],
  ]) {
    const losses: number[] = [];
    for (const { program } of sides) losses.push(Number((await program.ask({ steps })).loss));
    losses.slice(1).forEach((loss, i) => {
      const error = Math.abs(loss - losses[0]) / Math.abs(loss);
      if (!(error < tolerance)) {
        throw new Error(`jit: ${name}: ours has the loss ${losses[0]}, ${sides[i + 1].name} ${loss}`);
      }
      log(
        `${name}: loss ${losses[0].toPrecision(7)}, ${sides[i + 1].name} agrees to ${error.toExponential(1)}`,
      );
    });
  }
}
