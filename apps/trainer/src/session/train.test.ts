import { appendFile, cp, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { presets } from '@hgn/model';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn, type Outcome } from '../../test/io.ts';
import { readNpz } from '@hgn/testing';
import { tiny } from '../../test/tiny.ts';
import { runConfigSchema } from '../config/schema.ts';
import { engines } from '../engines/names.ts';
import { readMetrics } from './loop/metrics.ts';
import { engineNames } from '@hgn/jit';

const train = (...args: string[]) => ['train', ...tiny, '--seed', '3', '--steps', '4', ...args];

const oneLine = ({ stdout, stderr }: Outcome, says: RegExp): void => {
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(says);
  expect(stderr).not.toMatch(/^ +at /m);
};

const stepsIn = async (run: string): Promise<number[]> =>
  (await readMetrics(join(run, 'metrics.jsonl'))).steps.map(({ step }) => step);

const lastWeights = (run: string): Promise<Buffer> =>
  readFile(join(run, 'checkpoints', 'step-00000004.safetensors'));

describe('hgn train', () => {
  it('leaves a complete run folder and a table beside the baselines', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await hgn(train('--system', 'pendulum', '--out', 'runs/p'), { cwd });
    expect(stderr).not.toContain('hgn train:');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rollout +pixel MSE +repeat last frame +mean frame +below the better$/m);
    for (const task of ['forward', 'backward in time', 'double speed', 'half speed']) {
      expect(stdout).toMatch(new RegExp(`^${task} +\\S+ +\\S+ +\\S+ +\\d`, 'm'));
    }
    expect(stdout).toContain('report: runs/p/report.html');
    expect(stderr).toMatch(/^train {2}4\/4 {2}loss /m);

    const folder = join(cwd, 'runs/p');
    expect((await readdir(join(cwd, 'runs'))).sort()).toEqual(['p']);
    expect((await readdir(folder)).sort()).toEqual([
      'checkpoints',
      'config.yaml',
      'evaluation.json',
      'export',
      'figures',
      'metrics.jsonl',
      'report.html',
      'run.json',
      'tensorboard',
      'test.npz',
    ]);
    const config = runConfigSchema.parse(parse(await readFile(join(folder, 'config.yaml'), 'utf8')));
    expect(config).toMatchObject({ system: 'pendulum', seed: 3, training: { steps: 4, batchSize: 4 } });
    const record = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
    expect(record).toMatchObject({ status: 'finished', seed: 3, startedAt: [0] });
    expect(engineNames).toContain(record.engine);
    expect(await stepsIn(folder)).toEqual([1, 2, 3, 4]);
    const report = await readFile(join(folder, 'report.html'), 'utf8');
    expect(report.startsWith('<!doctype html>')).toBe(true);
    expect(report).not.toMatch(/(src|href)="https?:/);
    for (const title of ['Film strips', 'Energy and training', 'Unseen frames'])
      expect(report).toContain(title);
  });

  it('prints exactly one JSON document with --json', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await hgn(train('--json', '--out', 'x'), { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      run: 'x',
      steps: 4,
      evaluation: { mse: expect.any(Number), energyDrift: expect.any(Number) },
      report: 'x/report.html',
    });
  });

  it('keeps no tensors', async () => {
    const cwd = await temporaryFolder();
    await hgn(train('--out', 'first'), { cwd });
    const { numTensors } = tf.memory();
    await hgn(train('--out', 'second'), { cwd });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('prints the complete configuration, which gives itself when used as a file', async () => {
    const cwd = await temporaryFolder();
    const printed = await hgn(train('--print-config'), { cwd });
    expect(printed.code).toBe(0);
    await writeFile(join(cwd, 'my.yaml'), printed.stdout);
    const again = await hgn(['train', '--config', 'my.yaml', '--print-config'], { cwd });
    expect(again.stdout).toBe(printed.stdout);
    expect(await readdir(cwd)).toEqual(['my.yaml']);
  });

  it('learns from a data set, keeping its last trajectories for the test', async () => {
    const cwd = await temporaryFolder();
    await hgn(['simulate', 'pendulum', '-n', '8', '-f', '70', '--out', 'data'], { cwd });
    const { code } = await hgn(train('--system', 'pendulum', '--data', 'data', '--out', 'x'), { cwd });
    expect(code).toBe(0);
    const judged = await hgn(['evaluate', 'x', '--json'], { cwd });
    expect(judged.code).toBe(0);
    // The test is the last trajectories: three of 70 frames, with the truth that belongs to them.
    const data = readNpz(await readFile(join(cwd, 'data/data.npz')));
    const kept = readNpz(await readFile(join(cwd, 'x/test.npz')));
    expect(kept.frames.shape.slice(0, 2)).toEqual([3, 70]);
    for (const name of ['frames', 'q', 'p', 'energy']) {
      const whole = Array.from(data[name].data);
      expect(Array.from(kept[name].data)).toEqual(whole.slice((whole.length / 8) * 5));
    }
  });

  it('gives the same bits when it is stopped and resumed', async () => {
    const cwd = await temporaryFolder();
    await hgn(train('--no-report', '--out', 'whole'), { cwd });

    const stop = new AbortController();
    let looks = 0;
    const stopped = await hgn(train('--no-report', '--out', 'halves'), {
      cwd,
      signal: stop.signal,
      stderr: { write: (text) => (/train {2}1\/4/.test(text) && looks++ === 0 ? stop.abort() : undefined) },
    });
    expect(stopped.code).toBe(130);
    const record = JSON.parse(await readFile(join(cwd, 'halves', 'run.json'), 'utf8'));
    expect(record.status).toBe('interrupted');

    const resumed = await hgn(['train', '--resume', '--no-report', '--out', 'halves'], { cwd });
    expect(resumed.stderr).toMatch(/halves: continuing at step [12] of 4/);
    expect(resumed.code).toBe(0);
    expect((await lastWeights(join(cwd, 'halves'))).equals(await lastWeights(join(cwd, 'whole')))).toBe(true);
    expect(await stepsIn(join(cwd, 'halves'))).toEqual([1, 2, 3, 4]);
  });

  it('says so when there is nothing left to resume', async () => {
    const cwd = await temporaryFolder();
    await hgn(train('--no-report', '--out', 'x'), { cwd });
    const again = await hgn(['train', '--resume', '--no-report', '--out', 'x'], { cwd });
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('x: training is complete at step 4');
  });

  it('replaces a run only with --force, and never other files', async () => {
    const cwd = await temporaryFolder();
    await hgn(train('--no-report', '--out', 'x'), { cwd });
    const refused = await hgn(train('--no-report', '--out', 'x'), { cwd });
    expect(refused.code).toBe(1);
    oneLine(
      refused,
      /^hgn train: x: holds a run already; continue it with --resume, replace it with --force/,
    );
    expect((await hgn(train('--no-report', '--out', 'x', '--force'), { cwd })).code).toBe(0);
    await writeFile(join(cwd, 'x', 'notes.txt'), 'mine');
    const foreign = await hgn(train('--no-report', '--out', 'x', '--force'), { cwd });
    expect(foreign.code).toBe(1);
    oneLine(foreign, /x: holds files that no run made/);
  });
});

describe('bad input to hgn train is one line, exit code 1 (2 for a wrong command line), and nothing left behind', () => {
  it.each([
    [['--preset', 'quikstart'], /unknown preset "quikstart"; did you mean quickstart\?/],
    [['--system', 'pendulun'], /unknown system "pendulun"; did you mean pendulum\?/],
    [['--set', 'training.stepz=1'], /training\.stepz: unknown key; did you mean training\.steps\?/],
    [['--set', 'seed=soon'], /--set seed=soon: seed: must be a number, but got "soon"/],
    [['--set', 'model.blockSize=3'], /model\.blockSize: must be 1 or 2, but got 3/],
    [
      ['--set', 'training.patience=3'],
      /patience: must be 0 unless training\.evaluateEvery is above 0, but got 3/,
    ],
    [['--config', 'missing.yaml'], /missing\.yaml: no such file or folder/],
    [['--data', 'missing'], /missing.manifest\.json is missing/],
    [['--set', 'protocol.steps=50'], /sequences have 20 frames, but training reads 103/],
    [['--set', 'model.image.width=48'], /frames are 32x32x3, but model\.image says 32x48x3/],
    [['--set', 'model.posterior.size=3'], /must be even, but got shape \[3\]/],
  ])('%j', async (args, says) => {
    const cwd = await temporaryFolder();
    const outcome = await hgn(train('--out', 'runs/x', ...args), { cwd });
    expect(outcome.code).toBe(
      /but training reads|model\.image says|must be even/.test(outcome.stderr) ? 1 : 2,
    );
    oneLine(outcome, says);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('names the line of a wrong config file', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'my.yaml'), 'system: pendulum\noptimiser:\n  learningrate: 0.1\n');
    const outcome = await hgn(train('--config', 'my.yaml', '--out', 'x'), { cwd });
    expect(outcome.code).toBe(2);
    oneLine(
      outcome,
      /my\.yaml:3: optimiser\.learningrate: unknown key; did you mean optimiser\.learningRate\?/,
    );
    expect(await readdir(cwd)).toEqual(['my.yaml']);
  });

  it('names the file of a truncated data set', async () => {
    const cwd = await temporaryFolder();
    await hgn(['simulate', 'mass-spring', '-n', '8', '-f', '70', '--out', 'data'], { cwd });
    await truncate(join(cwd, 'data', 'data.npz'), 1000);
    const outcome = await hgn(train('--data', 'data', '--out', 'x'), { cwd });
    expect(outcome.code).toBe(1);
    oneLine(outcome, /data\.npz.*truncated/);
    expect(await readdir(cwd)).toEqual(['data']);
  });

  it('asks for more trajectories than a small data set has', async () => {
    const cwd = await temporaryFolder();
    await hgn(['simulate', 'mass-spring', '-n', '3', '-f', '70', '--out', 'data'], { cwd });
    const outcome = await hgn(train('--data', 'data', '--out', 'x'), { cwd });
    oneLine(outcome, /data: holds 3 trajectories, but 3 are kept for the test/);
  });

  it('stops in good order when the folder cannot be written', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'file'), '');
    const outcome = await hgn(train('--out', 'file/x'), { cwd });
    expect(outcome.code).toBe(1);
    oneLine(outcome, /file\/x: a part of the path is a file/);
  });
});

describe('damaged runs', () => {
  it('are named: corrupt checkpoint, broken config, no run at all', async () => {
    const cwd = await temporaryFolder();
    await hgn(train('--no-report', '--out', 'good'), { cwd });

    await cp(join(cwd, 'good'), join(cwd, 'cut'), { recursive: true });
    await truncate(join(cwd, 'cut', 'checkpoints', 'step-00000004.safetensors'), 500);
    for (const args of [
      ['evaluate', 'cut'],
      ['train', '--resume', '--steps', '8', '--out', 'cut'],
    ]) {
      const outcome = await hgn(args, { cwd });
      expect(outcome.code).toBe(1);
      oneLine(outcome, /step-00000004\.safetensors/);
    }

    await cp(join(cwd, 'good'), join(cwd, 'garbled'), { recursive: true });
    await appendFile(join(cwd, 'garbled', 'config.yaml'), '\n  : [');
    const garbled = await hgn(['evaluate', 'garbled'], { cwd });
    expect(garbled.code).toBe(1);
    oneLine(garbled, /garbled.config\.yaml:\d+: not valid YAML/);

    const missing = await hgn(['evaluate', 'nowhere'], { cwd });
    expect(missing.code).toBe(2);
    oneLine(missing, /^hgn evaluate: nowhere: no run is there; train one with: hgn train --out nowhere/);
    await mkdir(join(cwd, 'other'));
    await writeFile(join(cwd, 'other', 'x'), '');
    oneLine(await hgn(['evaluate', 'other'], { cwd }), /other: not a run folder, config\.yaml is missing/);
  });
});

describe('the quickstart preset and the command line agree', () => {
  it('on engines and presets', async () => {
    expect(engineNames.filter((name) => !engines.includes(name))).toEqual([]);
    const help = (await hgn(['train', '--help'])).stdout;
    for (const name of Object.keys(presets)) expect(help).toContain(name.replace(/-small$/, ''));
  });
});
