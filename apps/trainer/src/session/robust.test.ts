import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeTarget } from '@hgn/jit';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn, type Outcome } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';
import type { RunRecord } from '../runs/record.ts';
import { readMetrics } from './loop/metrics.ts';

const set = (...changes: string[]): string[] => changes.flatMap((change) => ['--set', change]);
const train = (...args: string[]): string[] => ['train', ...tiny, '--seed', '3', ...args];
const recordOf = async (run: string): Promise<RunRecord> =>
  JSON.parse(await readFile(join(run, 'run.json'), 'utf8')) as RunRecord;
const weightsOf = (run: string, step: number): Promise<Buffer> =>
  readFile(join(run, 'checkpoints', `step-${String(step).padStart(8, '0')}.safetensors`));

/** The lines of `metrics.jsonl` without the time that they took. */
const measured = async (run: string): Promise<unknown> => {
  const { steps, evaluations } = await readMetrics(join(run, 'metrics.jsonl'));
  return { evaluations, steps: steps.map((step) => ({ ...step, seconds: 0, stepsPerSecond: 0 })) };
};

/** Runs until a line of stderr matches, then interrupts. */
async function interruptedAt(line: RegExp, args: string[], cwd: string): Promise<Outcome> {
  const stop = new AbortController();
  let stderr = '';
  let now = 0;
  const outcome = await hgn(args, {
    cwd,
    signal: stop.signal,
    // At a terminal, and with steps that take this long, every one is drawn.
    isTTY: true,
    clock: { now: () => (now += 200) },
    stderr: {
      write: (text) => {
        stderr += text;
        if (line.test(stderr)) stop.abort();
      },
    },
  });
  return { ...outcome, stderr };
}

describe('a run that diverges', () => {
  const wild = set('optimiser.learningRate=10', 'optimiser.warmup=0');

  it('stops with the step, the last good checkpoint and what to try', async () => {
    const cwd = await temporaryFolder();
    const { code, stderr, stdout } = await hgn(train(...wild, '--steps', '20', '--out', 'x'), { cwd });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      'hgn train: the loss is NaN at step 2; the checkpoint of step 0 is good: continue from it with: hgn train --resume --out x --set training.onDivergence=rollback, or with a lower optimiser.learningRate, or with optimiser.clipNorm=1',
    );
    expect(await recordOf(join(cwd, 'x'))).toMatchObject({ status: 'diverged', progress: { step: 0 } });

    const resume = ['train', '--resume', '--no-report', '--out', 'x'];
    const other = await hgn([...resume, ...set('model.posterior.size=8')], { cwd });
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/--set model\.posterior\.size=8: a run that is resumed keeps its model/);
    const typo = await hgn([...resume, ...set('training.onDivergence=rolback')], { cwd });
    expect(typo.stderr).toMatch(/must be stop or rollback, but got "rolback"; did you mean rollback\?/);
    const slower = await hgn([...resume, ...set('optimiser.learningRate=0.001')], { cwd });
    expect(slower.code).toBe(0);
    expect(await recordOf(join(cwd, 'x'))).toMatchObject({ status: 'finished', progress: { step: 20 } });
  });

  it('rolls back when asked, to the same bits when it is interrupted in between', async () => {
    const cwd = await temporaryFolder();
    const args = [
      // Plain Adam: clipped steps of Muon do not diverge at any rate in so few steps.
      ...set(
        'optimiser.method=adam',
        'optimiser.clipNorm=0',
        'optimiser.learningRate=1',
        'optimiser.warmup=0',
        'training.onDivergence=rollback',
        'training.checkpointEvery=10',
        'training.explosionFactor=1e9',
      ),
      '--steps',
      '40',
      '--no-report',
    ];
    const whole = await hgn(train(...args, '--out', 'whole'), { cwd });
    expect(whole.stderr).toMatch(/the loss is NaN at step 2: back to step 0 with 0\.5 of the learning rate/);
    expect(whole.code).toBe(0);
    const { progress } = await recordOf(join(cwd, 'whole'));
    expect(progress.rollbacks).toBeGreaterThan(2);
    const { steps } = await readMetrics(join(cwd, 'whole', 'metrics.jsonl'));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(steps[0].learningRate).toBe(0.5 ** progress.rollbacks);

    const halves = await interruptedAt(/ 15\/40 /, train(...args, '--out', 'halves'), cwd);
    expect(halves.code).toBe(130);
    expect((await recordOf(join(cwd, 'halves'))).progress).toMatchObject({
      step: 15,
      rollbacks: progress.rollbacks,
    });
    expect((await hgn(['train', '--resume', '--no-report', '--out', 'halves'], { cwd })).code).toBe(0);
    const [ours, theirs] = await Promise.all(['halves', 'whole'].map((run) => weightsOf(join(cwd, run), 40)));
    expect(ours.equals(theirs)).toBe(true);
    expect((await recordOf(join(cwd, 'halves'))).progress).toEqual(progress);
  });
});

describe('evaluation during training', () => {
  const evaluated = set('training.evaluateEvery=4', 'data.validationTrajectories=3');

  it('leaves records, the best checkpoint and a figure', async () => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await hgn(train(...evaluated, '--steps', '10', '--out', 'x'), { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^step 4: validation error \S+$/m);
    const { evaluations } = await readMetrics(join(cwd, 'x', 'metrics.jsonl'));
    expect(evaluations.map(({ step }) => step)).toEqual([4, 8, 10]);
    for (const name of ['mse', 'backwardMse', 'baselines.meanFrame', 'energyDrift']) {
      for (const evaluation of evaluations) expect(evaluation[name]).toBeGreaterThan(0);
    }
    const { progress } = await recordOf(join(cwd, 'x'));
    const smallest = evaluations.reduce((a, b) => (Number(b.mse) < Number(a.mse) ? b : a));
    expect(progress.best).toEqual({ step: smallest.step, error: smallest.mse });

    const judged = await hgn(['evaluate', 'x', '--checkpoint', 'best', '--json', '--details'], { cwd });
    expect(JSON.parse(judged.stdout).step).toBe(progress.best?.step);
    expect(await readFile(join(cwd, 'x', 'report.html'), 'utf8')).toContain(
      'Validation error during training',
    );
  });

  it('is on trajectories that are neither trained nor tested on', async () => {
    const cwd = await temporaryFolder();
    await hgn(train(...evaluated, '--steps', '4', '--out', 'simulated', '--no-report'), { cwd });
    const { evaluations } = await readMetrics(join(cwd, 'simulated', 'metrics.jsonl'));
    const test = await hgn(['evaluate', 'simulated', '--json', '--no-report'], { cwd });
    expect(evaluations[0].mse).not.toBe(JSON.parse(test.stdout).mse);

    await hgn(['simulate', 'mass-spring', '-n', '7', '-f', '70', '--out', 'data'], { cwd });
    const small = await hgn(train(...evaluated, '--steps', '4', '--out', 'read', '--data', 'data'), { cwd });
    expect(small.code).toBe(0);
    const few = await hgn(
      train(...evaluated, '--data', 'data', '--out', 'few', ...set('data.testTrajectories=5')),
      { cwd },
    );
    expect(few.stderr).toMatch(/holds 7 trajectories, but 5 are kept for the test and 3 for validation/);
  });

  it('ends training early, and a resumed run the same way', async () => {
    const cwd = await temporaryFolder();
    // A rate of nothing, and no average, whose last bits would move: the first evaluation is never improved on.
    const args = [
      ...evaluated,
      ...set('training.patience=2', 'optimiser.learningRate=1e-30', 'optimiser.averageDecay=0'),
      '--steps',
      '90',
    ];
    const whole = await hgn(train(...args, '--out', 'whole', '--json'), { cwd });
    expect(whole.code).toBe(0);
    expect(whole.stderr).toContain(
      'stopped early at step 12: 2 evaluations were no better than that of step 4',
    );
    expect(JSON.parse(whole.stdout)).toMatchObject({ steps: 12, stoppedEarly: true, best: { step: 4 } });

    const halves = await interruptedAt(/ 9\/90 /, train(...args, '--out', 'halves', '--no-report'), cwd);
    expect(halves.code).toBe(130);
    const resume = ['train', '--resume', '--no-report', '--out', 'halves'];
    expect((await hgn(resume, { cwd })).code).toBe(0);
    expect(await weightsOf(join(cwd, 'halves'), 12)).toEqual(await weightsOf(join(cwd, 'whole'), 12));
    expect(await measured(join(cwd, 'halves'))).toEqual(await measured(join(cwd, 'whole')));
    const again = await hgn(resume, { cwd });
    expect(again.stderr).toContain('halves: training is complete at step 12');
  });
});

describe('two runs with one seed', () => {
  it.each([...(nativeTarget() === undefined ? [] : ['native']), 'onnx-cpu', 'onnx-wasm', 'tfjs'])(
    'give the same metrics and weights on %s',
    async (engine) => {
      const cwd = await temporaryFolder();
      const args = ['--steps', '4', '--engine', engine, '--threads', '1', '--no-report'];
      const evaluated = set('training.evaluateEvery=2', 'data.validationTrajectories=2');
      // Each compiles by itself, too.
      const where = { cwd, env: {} };
      for (const out of ['a', 'b']) await hgn(train(...args, ...evaluated, '--out', out), where);
      await hgn(['train', ...tiny, ...args, ...evaluated, '--seed', '4', '--out', 'c'], where);
      const [a, b, c] = ['a', 'b', 'c'].map((run) => join(cwd, run));
      expect(await measured(a)).toEqual(await measured(b));
      expect((await weightsOf(a, 4)).equals(await weightsOf(b, 4))).toBe(true);
      expect(await measured(a)).not.toEqual(await measured(c));
      expect((await weightsOf(a, 4)).equals(await weightsOf(c, 4))).toBe(false);
    },
  );
});
