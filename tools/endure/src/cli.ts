import { parseArgs } from 'node:util';
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

/** Runs what the command line names; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string' } },
    allowPositionals: true,
  });
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
