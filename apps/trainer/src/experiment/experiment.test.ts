import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn, type Outcome } from '../../test/io.ts';
import { tinyValues } from '../../test/tiny.ts';
import { merge, type PlainObject } from '../config/overrides.ts';
import type { TrialRecord } from './trials/record.ts';

const file = (models: string, training: PlainObject = {}): string => `
name: grid
seeds: [1]
trials: records
tables: tables/grid
systems: [mass-spring]
set: ${JSON.stringify(merge(merge(tinyValues, { training: { steps: 4 } }), { training }))}
models:
${models}`;
const good = '  - { name: HGN }';
const columns = `
columns:
  - { label: test MSE, value: evaluation.mse }
  - { label: SyMetric, value: evaluation.long.syMetric.score }`;

/** A folder with the file of an experiment, and ways to run it. */
async function folderWith(yaml: string) {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'grid.yaml'), yaml);
  return {
    cwd,
    rewrite: (text: string) => writeFile(join(cwd, 'grid.yaml'), text),
    experiment: (...args: string[]): Promise<Outcome> => hgn(['experiment', 'grid.yaml', ...args], { cwd }),
    record: async (name: string): Promise<TrialRecord> =>
      JSON.parse(await readFile(join(cwd, 'records', `${name}.json`), 'utf8')) as TrialRecord,
  };
}

describe('hgn experiment', () => {
  it('runs what is not done, records why a trial has no results, and tabulates the rest', async () => {
    const { cwd, experiment, record, rewrite } = await folderWith(
      file(
        `${good}
  - { name: wild, set: { optimiser: { learningRate: 10, warmup: 0 } } }
  - { name: too long, set: { protocol: { steps: 50 } } }`,
      ) + columns,
    );
    const planned = await experiment('--dry-run');
    expect(planned.stdout).toMatch(/^mass-spring\/hgn\/seed-1 +pending +4 +[0-9a-f]{12}$/m);
    expect(planned.stdout).toContain('3 trials: 3 pending');
    expect(await readdir(cwd)).toEqual(['grid.yaml']);

    const one = await experiment('--limit', '1');
    expect(one.stderr).toContain('trial 1 of 1: mass-spring/hgn/seed-1');
    expect(one.stderr).toMatch(/^train {2}4\/4 {2}loss /m);
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(
      /^3 trials: 1 finished, 2 pending\ntables: tables\/grid\.md, tables\/grid\.csv, tab/,
    );

    const rest = await experiment('--json');
    expect(rest.stderr).not.toContain('mass-spring/hgn/seed-1');
    expect(rest.stderr).toMatch(/trial 1 of 2: mass-spring\/wild\/seed-1, about \d+s left in all/);
    expect(rest.code).toBe(1);
    expect(rest.stderr.trimEnd().split('\n').at(-1)).toBe(
      'hgn experiment: 1 trial failed (mass-spring/too-long/seed-1): see their records in records; the same command tries them again',
    );
    const document = JSON.parse(rest.stdout);
    expect(document).toMatchObject({ experiment: 'grid', counts: { finished: 1, diverged: 1, failed: 1 } });
    expect(document.trials[0]).toMatchObject({ trial: 'mass-spring/hgn/seed-1', state: 'finished' });

    expect(await record('mass-spring--wild--seed-1')).toMatchObject({
      status: 'diverged',
      message: 'the loss is NaN at step 2',
    });
    expect(await record('mass-spring--too-long--seed-1')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('sequences have 20 frames, but training reads 103'),
    });
    const results = await record('mass-spring--hgn--seed-1');
    expect(results).toMatchObject({
      trial: 'mass-spring/hgn/seed-1',
      status: 'finished',
      seed: 1,
      steps: 4,
      configHash: document.trials[0].configHash,
      machine: { cores: expect.any(Number), node: process.versions.node },
      config: { training: { steps: 4 } },
    });
    // The same numbers as of the run itself, to the digits that a record keeps.
    const judged = await hgn(['evaluate', document.trials[0].run, '--json', '--no-report'], { cwd });
    const { mse } = JSON.parse(judged.stdout) as { mse: number };
    const { evaluation } = results as unknown as { evaluation: { mse: number; training: { mse: number } } };
    expect(evaluation.mse).toBeCloseTo(mse, 8);
    expect(evaluation.training.mse).toBeGreaterThan(0);
    expect(evaluation.training.mse).not.toBe(evaluation.mse);
    expect(Object.keys(evaluation)).toEqual(expect.arrayContaining(['tasks', 'long', 'baselines']));
    // Measured since a column asks for it.
    expect(results).toMatchObject({ evaluation: { long: { syMetric: { score: expect.any(Number) } } } });
    expect(JSON.stringify(results)).not.toContain(cwd);

    const tables = (await readdir(join(cwd, 'tables'))).sort();
    expect(tables).toEqual(['grid', 'grid.csv', 'grid.html', 'grid.md']);
    expect(await readdir(join(cwd, 'tables/grid'))).toEqual(['mass-spring.svg']);
    const before = await readFile(join(cwd, 'tables/grid.md'), 'utf8');
    expect(before).toMatch(/^\| HGN +\| +1 \| +\d/m);
    expect(before).toMatch(/^\| wild +\| +0, 1 diverged \| +– \|/m);
    await writeFile(join(cwd, 'tables/grid.md'), '');
    expect((await hgn(['experiment', 'table', 'grid.yaml'], { cwd })).code).toBe(0);
    expect(await readFile(join(cwd, 'tables/grid.md'), 'utf8')).toBe(before);

    // Another configuration is another trial; what it left is not shown as its own.
    await rewrite(file(good, { steps: 5 }));
    expect((await experiment('--dry-run')).stdout).toContain('1 trial: 1 outdated');
    await hgn(['experiment', 'table', 'grid.yaml'], { cwd });
    expect(await readFile(join(cwd, 'tables/grid.md'), 'utf8')).toMatch(/^\| HGN +\| 0, 1 missing \| +– \|/m);
  });

  it('goes on in the middle of a trial when it was interrupted, to the same results', async () => {
    const { cwd, experiment, record } = await folderWith(file(good, { steps: 300, logEvery: 50 }));
    const stop = new AbortController();
    const interrupted = await hgn(['experiment', 'grid.yaml'], {
      cwd,
      signal: stop.signal,
      stderr: { write: (text) => (/^train {2}\d/.test(text) ? stop.abort() : undefined) },
    });
    expect(interrupted.code).toBe(130);
    const planned = await experiment('--dry-run');
    expect(planned.stdout).toContain('1 trial: 1 started');
    const resumed = await experiment();
    expect(resumed.stderr).toMatch(/continuing at step \d+ of 300/);
    expect(resumed.code).toBe(0);
    const first = await record('mass-spring--hgn--seed-1');
    expect((await experiment('--force', '--discard-runs')).stderr).not.toContain('continuing');
    const again = await record('mass-spring--hgn--seed-1');
    const timeless = (results: TrialRecord): object => ({ ...results, timings: undefined });
    expect(timeless(again)).toEqual(timeless(first));
    expect(await readdir(join(cwd, 'runs/grid'))).toEqual([]);
  });

  it('runs several trials at a time to the results of one after another', async () => {
    const { experiment, record } = await folderWith(
      file(`${good}\n  - { name: other, set: { training: { steps: 3 } } }`),
    );
    const both = await experiment('--jobs', '2');
    expect(both.code).toBe(0);
    for (const model of ['hgn', 'other']) {
      expect(both.stderr).toMatch(new RegExp(`^mass-spring/${model}/seed-1: train {2}`, 'm'));
    }
    const name = 'mass-spring--hgn--seed-1';
    const { evaluation } = (await record(name)) as TrialRecord & { evaluation: object };
    expect((await experiment('--force', '--only', '/hgn/', '--jobs', '1')).code).toBe(0);
    expect(await record(name)).toMatchObject({ evaluation });
  });

  it('records a trial whose process dies', async () => {
    const { cwd, record } = await folderWith(file(good));
    const env = { NODE_OPTIONS: '--max-old-space-size=24' };
    const { code } = await hgn(['experiment', 'grid.yaml'], { cwd, env });
    expect(code).toBe(1);
    expect(await record('mass-spring--hgn--seed-1')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(
        /^the process of the trial ended with (signal SIGABRT|code \d+): .*heap/,
      ),
    });
  });

  it('runs only what is asked for', async () => {
    const { experiment } = await folderWith(
      file(`${good}\n  - { name: GRU, set: { optimiser: { clipNorm: 1 } } }`),
    );
    expect((await experiment('--dry-run', '--only', 'gru')).stdout).toContain('1 trial: 1 pending');
    expect((await experiment('--dry-run', '--only', 'mass*/hgn/', '--only', 'gru')).stdout).toContain(
      '2 trials',
    );
    const none = await experiment('--only', 'lstm');
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(
      /--only lstm: no trial is called so; their names are like mass-spring\/hgn\/seed-1/,
    );
  });

  it('names a record that is damaged', async () => {
    const { cwd, experiment } = await folderWith(file(good));
    await experiment('--dry-run');
    await mkdir(join(cwd, 'records'));
    await writeFile(join(cwd, 'records/mass-spring--hgn--seed-1.json'), '{"half":');
    const { code, stderr } = await experiment();
    expect(code).toBe(1);
    expect(stderr).toMatch(/mass-spring--hgn--seed-1\.json: is not the record of a trial; remove it/);
  });
});
