import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * Each system in a Node of its own, as a program that integrates one system would run: short runs, so that the best of
 * them falls between what else the machine does.
 */
const problems = [
  { name: 'pendulum', peer: 'pendulum', steps: 50_000, runs: 100 },
  { name: 'pendulumKept', peer: 'pendulumKept', steps: 50_000, runs: 100 },
  // The two bounds on what a gradient of one's own can come to: its own loop by hand, and no arrays at all.
  { name: 'pendulumByHand', peer: 'pendulum', steps: 50_000, runs: 100 },
  { name: 'pendulumInRegisters', peer: 'pendulum', steps: 50_000, runs: 100 },
  { name: 'pendulumFormula', peer: 'pendulum', steps: 50_000, runs: 100 },
  { name: 'pendulumFormulaKept', peer: 'pendulumKept', steps: 50_000, runs: 100 },
  { name: 'threeBody', peer: 'threeBody', steps: 50_000, runs: 100 },
  // Ten thousand pendula.
  { name: 'ensemble', peer: 'ensemble', steps: 20, runs: 30 },
  { name: 'batched', peer: 'ensemble', steps: 20, runs: 3 },
] as const;

/** One system: best of the rounds, the two taken in turn. `ratio` is the peer's time over ours: 1 is as fast. */
export interface SpeedRow {
  readonly kind: 'speed';
  readonly name: string;
  readonly steps: number;
  readonly ours_ms: number;
  readonly peer: string;
  readonly peer_ms: number | null;
  readonly ratio: number | null;
}

/** Leapfrog beside C, in `rounds` rounds of both. */
export async function speed(log: (line: string) => void, rounds: number): Promise<SpeedRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-bench-'));
  try {
    const peer = compilePeer(folder, log);
    const rows: SpeedRow[] = [];
    for (const { name, peer: theirName, steps, runs } of problems) {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await sleep(100);
        const mine = measure(process.execPath, [
          fileURLToPath(new URL('ours.mjs', import.meta.url)),
          name,
          String(steps),
          String(runs),
        ]);
        ours.push(mine.time);
        if (peer === undefined) continue;
        const other = measure(peer.program, [theirName, String(steps), String(runs)]);
        // Both do the same arithmetic; the libraries' sines may differ in the last digit, which grows slowly.
        if (Math.abs(other.end - mine.end) > 1e-6) {
          throw new Error(
            `bench integrators: ${name} must end alike in both, but ended at ${mine.end} and ${other.end}`,
          );
        }
        theirs.push(other.time);
      }
      const best = Math.min(...ours);
      const peerBest = theirs.length > 0 ? Math.min(...theirs) : null;
      rows.push({
        kind: 'speed',
        name: `leapfrog ${name}`,
        steps,
        ours_ms: round3(best),
        peer: peer?.label ?? 'none: no C compiler',
        peer_ms: peerBest && round3(peerBest),
        ratio: peerBest && round3(peerBest / best),
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const round3 = (x: number) => Math.round(x * 1000) / 1000;

function measure(program: string, args: string[]): { time: number; end: number } {
  const [time, end] = execFileSync(program, args, { encoding: 'utf8' }).trim().split(' ').map(Number);
  return { time, end };
}

function compilePeer(
  folder: string,
  log: (line: string) => void,
): { program: string; label: string } | undefined {
  const program = join(folder, 'peer');
  const source = fileURLToPath(new URL('peer.c', import.meta.url));
  for (const compiler of ['gcc', 'clang', 'cc']) {
    try {
      execFileSync(compiler, ['-O3', '-march=native', '-o', program, source, '-lm'], { stdio: 'pipe' });
      const [version] = execFileSync(compiler, ['--version'], { encoding: 'utf8' }).split('\n');
      return { program, label: `${version} -O3 -march=native` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  log(
    '*** NO C COMPILER (gcc, clang, cc): the peer is NOT measured and there is no ratio. apt-get install gcc ***',
  );
  return undefined;
}
