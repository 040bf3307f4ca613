import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasPython, mlflowStandIn, runPython } from '@hgn/testing';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/folder.ts';
import { hgn } from '../../../test/io.ts';
import { tiny } from '../../../test/tiny.ts';

const evaluated = ['--set', 'training.evaluateEvery=4', '--set', 'data.validationTrajectories=2'];
const train = (...args: string[]): string[] => ['train', ...tiny, ...evaluated, '--seed', '3', ...args];
const tensorboard = await hasPython('reading the event files of a run with TensorBoard', 'tensorboard');

const readScalars = `
import sys, json
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
run = EventAccumulator(sys.argv[1]); run.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in run.Scalars(tag)] for tag in run.Tags()['scalars']}))`;

describe('event files for TensorBoard', () => {
  it.skipIf(!tensorboard)('hold what metrics.jsonl holds, also when the run was resumed', async () => {
    const cwd = await temporaryFolder();
    // The second sitting goes on from step 8, though the first had written more.
    await hgn(train('--steps', '9', '--out', 'x', '--no-report', '--set', 'training.checkpointEvery=8'), {
      cwd,
    });
    const resumed = ['train', '--resume', '--steps', '14', '--out', 'x', '--no-report'];
    expect((await hgn(resumed, { cwd })).code).toBe(0);
    expect(await readdir(join(cwd, 'x/tensorboard'))).toHaveLength(2);

    const read = JSON.parse(await runPython(readScalars, { args: [join(cwd, 'x/tensorboard')] })) as Record<
      string,
      [number, number][]
    >;
    const expected: Record<string, [number, number][]> = {};
    for (const line of (await readFile(join(cwd, 'x/metrics.jsonl'), 'utf8')).trim().split('\n')) {
      const { step, kind, ...numbers } = JSON.parse(line) as Record<string, number> & { kind?: string };
      for (const [name, value] of Object.entries(numbers)) {
        (expected[kind === undefined ? name : `${kind}/${name}`] ??= []).push([step, Math.fround(value)]);
      }
    }
    expect(read).toEqual(expected);
    expect(read.loss.map(([step]) => step)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
    expect(read['evaluation/mse'].map(([step]) => step)).toEqual([4, 8, 9, 12, 14]);
  });

  it('can be left out', async () => {
    const cwd = await temporaryFolder();
    await hgn(train('--steps', '2', '--out', 'x', '--no-report', '--no-tensorboard'), { cwd });
    expect(await readdir(join(cwd, 'x'))).not.toContain('tensorboard');
  });
});

describe('--mlflow', () => {
  it('records a run with its configuration, metrics, test and a link to its files, and goes on with it', async () => {
    const server = await mlflowStandIn();
    const cwd = await temporaryFolder();
    const env = { MLFLOW_EXPERIMENT_NAME: 'springs', MLFLOW_TRACKING_TOKEN: 'secret' };
    const first = await hgn(train('--steps', '4', '--out', 'runs/x', '--no-report', '--mlflow', server.url), {
      cwd,
      env,
    });
    expect(first.stderr).not.toContain('mlflow');
    expect(first.code).toBe(0);
    const [run] = server.runs;
    expect(run).toMatchObject({ experiment: 'springs', name: 'runs/x', status: 'FINISHED' });
    expect(run.params.get('optimiser.learningRate')).toBe('0.005');
    expect(run.params.get('system')).toBe('mass-spring');
    expect(JSON.parse(run.params.get('model.encoder') ?? '')).toHaveLength(4);
    expect(Object.fromEntries(run.tags)).toMatchObject({
      'hgn.run': pathToFileURL(join(cwd, 'runs/x')).href,
    });
    expect([...server.authorizations]).toEqual(['Bearer secret']);
    const record = JSON.parse(await readFile(join(cwd, 'runs/x/run.json'), 'utf8'));
    expect(record.mlflow).toEqual({ url: server.url, runId: run.id });

    const resumed = ['train', '--resume', '--steps', '6', '--out', 'runs/x', '--mlflow', server.url];
    expect((await hgn(resumed, { cwd, env })).code).toBe(0);
    expect(server.runs).toHaveLength(1);
    const of = (name: string): number[] =>
      run.metrics.filter(({ key }) => key === name).map(({ step }) => step);
    expect(of('loss')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(of('evaluation/mse')).toEqual([4, 6]);
    expect(of('test/mse')).toEqual([6]);
    expect(run.tags.get('hgn.report')).toBe(pathToFileURL(join(cwd, 'runs/x/report.html')).href);
  });

  it('tells how a run ended that did not finish', async () => {
    const server = await mlflowStandIn();
    const cwd = await temporaryFolder();
    const wild = ['--set', 'optimiser.learningRate=10', '--set', 'optimiser.warmup=0'];
    await hgn(train(...wild, '--steps', '4', '--out', 'x', '--mlflow', server.url), { cwd });
    expect(server.runs.map(({ status }) => status)).toEqual(['FAILED']);
  });

  it('never stops training, and says once that the server does not answer', async () => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await hgn(
      train('--steps', '4', '--out', 'x', '--mlflow', 'http://127.0.0.1:1'),
      { cwd },
    );
    expect(code).toBe(0);
    expect(
      stderr.match(/mlflow: no answer from http:\/\/127\.0\.0\.1:1 \(.*\); training goes on/g),
    ).toHaveLength(1);
    expect(await readdir(join(cwd, 'x'))).toContain('report.html');
  });

  it('wants an address', async () => {
    const { code, stderr } = await hgn(train('--mlflow', 'localhost:5000'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/--mlflow <url>.*It must be an address such as http:\/\/127\.0\.0\.1:5000/);
  });
});
