import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, startTogether, tiny } from './command.ts';

/** A command that writes a folder, and the file there in which its seed stands. */
interface Rival {
  readonly args: readonly string[];
  readonly record: string;
}

const small = ['--kind', 'realnvp', '--hidden', '8', '--layers', '2', '--samples', '64', '--steps', '2'];
const rivals: readonly Rival[] = [
  { args: ['train', ...tiny, '--steps', '2', '--no-report', '--no-export'], record: 'run.json' },
  { args: ['simulate', 'pendulum', '-n', '20', '-f', '10'], record: 'manifest.json' },
  { args: ['flow', 'train', 'twoMoons', ...small], record: 'flow.json' },
];

/** Milliseconds within which all of a round must have been started for it to count. */
const together = 50;

/** Two, then eight commands started on one folder at once: exactly one writes, and the others say who does. */
export async function locks(rounds = 100): Promise<boolean> {
  let counted = 0;
  let late = 0;
  let told = 0;
  const wrong: string[] = [];
  for (let round = 0; counted < rounds; round++) {
    const outcome = await race(rivals[round % rivals.length], counted < rounds / 2 ? 2 : 8);
    if (outcome.spread > together) {
      late++;
      continue;
    }
    counted++;
    told += outcome.told;
    if (outcome.fault !== undefined) wrong.push(outcome.fault);
    if (counted % 10 === 0)
      console.log(`${counted} rounds: ${counted - wrong.length} with exactly one writer`);
  }
  for (const line of wrong) console.log(line);
  console.log(
    `locks: ${rounds} rounds of 2 and of 8 commands within ${together} ms, ${rounds - wrong.length} with exactly one writer and all others told (${told} by the process that had the folder, the others that a result is there), ${wrong.length} not; ${late} more were started too slowly to count`,
  );
  return wrong.length === 0;
}

/** One round: how far apart the commands were started, how many were told who writes, and what was wrong, if anything. */
function race(
  { args, record }: Rival,
  writers: number,
): Promise<{ readonly spread: number; readonly told: number; readonly fault?: string }> {
  return inFolder(async (cwd) => {
    const go = await startTogether(
      Array.from({ length: writers }, (_, seed) => [...args, '--seed', String(seed + 1), '--out', 'x']),
      cwd,
    );
    const { commands, milliseconds: spread } = go();
    const outcomes = await Promise.all(
      commands.map(async (command, index) => ({
        seed: index + 1,
        pid: command.process.pid,
        ...(await command.ended),
      })),
    );
    const winners = outcomes.filter(({ code }) => code === 0);
    const [winner] = winners;
    const others = outcomes.filter(({ code }) => code !== 0);
    // Who comes when the first is done finds what it made, and says that; while it looks, the right to write is its own.
    const pids = outcomes.map(({ pid }) => String(pid));
    const byName = others.filter(({ stderr }) =>
      pids.includes(/is being written by [^(]*\(process (\d+) on /.exec(stderr)?.[1] ?? ''),
    );
    const isTold = others.every(
      (other) => other.code === 1 && (byName.includes(other) || /: holds a .* already; /.test(other.stderr)),
    );
    const text = await readFile(join(cwd, 'x', record), 'utf8').catch(() => '{}');
    const { seed } = JSON.parse(text) as { seed?: number };
    if (winners.length === 1 && isTold && seed === winner.seed) return { spread, told: byName.length };
    const words = others.map(({ stderr }) => stderr.trim()).join(' | ');
    return {
      spread,
      told: byName.length,
      fault: `${args[0]}: ${winners.length} wrote, of seeds ${winners.map((each) => each.seed).join(', ')}; the record has ${seed}; ${words}`,
    };
  });
}
