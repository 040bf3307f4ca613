import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, start, tiny } from './command.ts';

/** Two, then eight commands started on one folder at once: exactly one writes, and the others say who does. */
export async function locks(rounds = 100): Promise<boolean> {
  let right = 0;
  const wrong: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const writers = round < rounds / 2 ? 2 : 8;
    await inFolder(async (cwd) => {
      const commands = Array.from({ length: writers }, (_, seed) =>
        start(
          [
            'train',
            ...tiny,
            '--steps',
            '2',
            '--seed',
            String(seed),
            '--no-report',
            '--no-export',
            '--out',
            'x',
          ],
          cwd,
        ),
      );
      const outcomes = await Promise.all(
        commands.map(async (command, seed) => ({ seed, pid: command.process.pid, ...(await command.ended) })),
      );
      const winners = outcomes.filter(({ code }) => code === 0);
      const [winner] = winners;
      const others = outcomes.filter(({ code }) => code !== 0);
      const record = JSON.parse(await readFile(join(cwd, 'x/run.json'), 'utf8')) as {
        seed: number;
        status: string;
      };
      const config = await readFile(join(cwd, 'x/config.yaml'), 'utf8');
      // Who comes when the first is done finds a run, and says that.
      const isTold = others.every(
        ({ code, stderr }) =>
          code === 1 &&
          (stderr.includes(`(process ${winner?.pid} on `) || stderr.includes('holds a run already')),
      );
      const isOne =
        winners.length === 1 &&
        record.seed === winner.seed &&
        record.status === 'finished' &&
        new RegExp(`^seed: ${winner.seed}$`, 'm').test(config);
      if (isOne && isTold) right++;
      else
        wrong.push(
          `round ${round}: ${winners.length} wrote; ${others.map(({ stderr }) => stderr.trim()).join(' | ')}`,
        );
    });
    if ((round + 1) % 10 === 0) console.log(`${round + 1} rounds: ${right} with exactly one writer`);
  }
  for (const line of wrong) console.log(line);
  console.log(
    `locks: ${rounds} rounds, ${right} with exactly one writer and all others told, ${wrong.length} not`,
  );
  return wrong.length === 0;
}
