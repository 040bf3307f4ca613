import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRedis } from '@hgn/testing/redis';
import { complete, inFolder, start, tinyValues } from './command.ts';

/** 24 trials on three workers, two of which are killed, while the server is killed once: 24 results, those of a local run. */
export async function sweep(trials = 24): Promise<boolean> {
  const values = { ...tinyValues, training: { ...tinyValues.training, steps: 200 }, threads: 1 };
  const file = (name: string): string => `name: ${name}
seeds: [1]
systems: [mass-spring]
models: [{ name: HGN }]
set: ${JSON.stringify(values)}
search: { method: random, trials: ${trials}, over: { optimiser.learningRate: { from: 0.0003, to: 0.01, scale: log } } }
`;
  const server = await startRedis();
  try {
    return await inFolder(async (cwd) => {
      await writeFile(join(cwd, 'here.yaml'), file('here'));
      await writeFile(join(cwd, 'there.yaml'), file('there'));
      await complete(['sweep', 'here.yaml', '--jobs', '2'], cwd);
      const worker = ['worker', 'there', '--queue', server.url, '--stalled-after', '3'];
      const workers = Array.from({ length: 3 }, () => start(worker, cwd));
      const controller = start(['sweep', 'there.yaml', '--queue', server.url, '--json'], cwd);
      const recorded = async (): Promise<number> =>
        (await readdir(join(cwd, 'there/trials')).catch(() => [])).filter((name) => name.endsWith('.json'))
          .length;
      const when = async (count: number): Promise<void> => {
        while ((await recorded()) < count) await new Promise((resume) => setTimeout(resume, 200));
      };
      await when(Math.floor(trials / 6));
      workers[0].process.kill('SIGKILL');
      await when(Math.floor(trials / 3));
      await server.restart();
      await when(Math.floor(trials / 2));
      workers[1].process.kill('SIGKILL');
      const { code, stderr } = await controller.ended;
      workers[2].process.kill('SIGTERM');
      const third = await workers[2].ended;
      const names = (await readdir(join(cwd, 'there/trials'))).filter((name) => name.endsWith('.json'));
      const measured = async (sweepName: string, name: string): Promise<string> => {
        const record = JSON.parse(await readFile(join(cwd, sweepName, 'trials', name), 'utf8')) as Record<
          string,
          unknown
        >;
        return JSON.stringify([record.status, record.steps, record.evaluation, record.config]);
      };
      let equal = 0;
      for (const name of names)
        if ((await measured('there', name)) === (await measured('here', name))) equal++;
      const left = (await readdir(join(cwd, 'runs/there'))).filter((name) => /\.lock|partial/.test(name));
      console.log(
        `sweep: exit code ${code}, ${names.length} results of ${trials}, ${equal} equal to those of the local run, ${left.length} leftovers; two workers and the server killed; ${third.stdout.trim()}`,
      );
      if (code !== 0) console.log(stderr.split('\n').slice(-5).join('\n'));
      return code === 0 && names.length === trials && equal === trials && left.length === 0;
    });
  } finally {
    await server.stop();
  }
}
