import { readCommandLine } from '@hgn/testing';
import { kills } from './kills.ts';
import { locks } from './locks.ts';
import { soak } from './soak.ts';
import { sweep } from './sweep.ts';

const trials: Readonly<
  Record<string, (rounds: number | undefined, names: readonly string[]) => Promise<boolean>>
> = {
  kills,
  locks,
  sweep,
  soak,
};

const usage = `npm run endure -- kills|locks|sweep|soak [--rounds 50] [command ...]

Hours of what real runs meet, on the built command:
  kills  commands killed at random moments and run again
  locks  many writers of one folder at once
  sweep  a sweep of several workers whose queue goes away
  soak   a long training with a viewer beside it, its memory watched
Prints counts, and exits with 1 when anything was lost, torn or left behind.`;

/** Runs what the command line names; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, { rounds: { type: 'string' } }, usage);
  if ('status' in line) return line.status;
  const { values, positionals } = line;
  const [name = '', ...names] = positionals;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (!Object.hasOwn(trials, name) || (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))) {
    console.error(
      `endure: name one of ${Object.keys(trials).join(', ')}, and a whole number of --rounds if any`,
    );
    return 2;
  }
  return (await trials[name](rounds, names)) ? 0 : 1;
}
