import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toSvgString } from '@hgn/viz';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/folder.ts';
import { loadExperiment, type Experiment } from '../load.ts';
import { planTrials } from '../plan.ts';
import type { TrialRecord } from '../trials/record.ts';
import type { KnownTrial, TrialState } from '../state.ts';
import { aggregate, spread, valueOf } from './aggregate.ts';
import { cellText } from './cells.ts';
import { csvTable } from './csv.ts';
import { htmlPage } from './html.ts';
import { leadFigures } from './leadFigure.ts';
import { markdownPage, markdownTable } from './markdown.ts';

const yaml = `
name: grid
title: Springs & more
description: What was done.
notes: What it means.
seeds: [1, 2, 3]
systems: [mass-spring, pendulum]
models: [{ name: HGN }, { name: 'GRU, small' }]
columns:
  - { label: test MSE, unit: x 1e4, value: evaluation.mse, scale: 10000 }
  - { label: better baseline, value: [evaluation.baselines.lastFrame, evaluation.baselines.meanFrame] }
  - { label: VPT, value: evaluation.long.forward.validFrames }
references:
  - { label: paper, source: a paper, beside: test MSE, values: { mass-spring: { HGN: 15.3 } } }
  - { label: replication, source: another, values: { pendulum: { HGN: '2.4 ± 0.1' } } }
`;

interface Given {
  readonly mse?: number;
  readonly vpt?: number;
  readonly state?: TrialState;
}

/** The experiment with results by `system/model/seed`. */
async function withResults(
  given: Readonly<Record<string, Given>>,
): Promise<{ experiment: Experiment; trials: KnownTrial[] }> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'grid.yaml'), yaml);
  const experiment = await loadExperiment('grid.yaml', { cwd });
  const trials = planTrials(experiment, { env: {} }).map((trial): KnownTrial => {
    const result = given[`${trial.system}/${trial.model}/${trial.seed}`];
    if (result === undefined) return { trial, state: 'pending', record: null, run: '' };
    const { mse = NaN, vpt, state = 'finished' } = result;
    const record = {
      status: state === 'outdated' ? 'finished' : state,
      message: 'the loss is NaN at step 2',
      steps: 10,
      engine: 'onnx-cpu',
      timings: { trainingSeconds: 60, evaluationSeconds: 30 },
      machine: { platform: 'linux', architecture: 'x64', cores: 2, node: '20.1.0' },
      evaluation: {
        mse: Number.isNaN(mse) ? null : mse,
        baselines: { lastFrame: 0.5, meanFrame: 0.25 },
        ...(vpt === undefined ? {} : { long: { forward: { validFrames: vpt } } }),
      },
    } as unknown as TrialRecord;
    return { trial, state, record, run: '' };
  });
  return { experiment, trials };
}

const some = {
  'mass-spring/HGN/1': { mse: 1e-4, vpt: 30 },
  'mass-spring/HGN/2': { mse: 2e-4 },
  'mass-spring/HGN/3': { mse: 4.5e-4, vpt: 10 },
  'mass-spring/GRU, small/1': { mse: 0 },
  'mass-spring/GRU, small/2': { state: 'diverged' as const },
  'mass-spring/GRU, small/3': { mse: 1, state: 'outdated' as const },
};

describe('mean and spread', () => {
  it('are those of the values that are there', () => {
    expect(spread([1, 2, 4.5])).toEqual({ mean: 2.5, deviation: Math.sqrt(6.5 / 2), n: 3 });
    expect(spread([null, 7, null])).toEqual({ mean: 7, deviation: null, n: 1 });
    expect(spread([null])).toBeNull();
    expect(spread([])).toBeNull();
  });

  it('do not depend on the order, and shift and scale with the values', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 9 }), number, (values, shift) => {
        const [plain, other] = [values, [...values].reverse().map((v) => 3 * v + shift)].map(spread);
        expect(other?.mean).toBeCloseTo(3 * (plain?.mean ?? NaN) + shift, 6);
        expect(other?.deviation).toBeCloseTo(3 * (plain?.deviation ?? NaN), 6);
      }),
    );
  });

  it('of a missing path, null, NaN or the smallest of something incomplete are nothing', () => {
    const document = { a: { b: 2, c: null, d: NaN, e: 'x' } };
    const value = (path: string | string[]): number | null =>
      valueOf(document, { label: '', value: path, scale: 10 });
    expect(value('a.b')).toBe(20);
    for (const path of ['a.c', 'a.d', 'a.e', 'a.b.x', 'z', 'a']) expect(value(path)).toBeNull();
    expect(value(['a.b', 'a.c'])).toBeNull();
    expect(value('toString')).toBeNull();
  });
});

describe('a page of results', () => {
  it('shows at most seven columns, and folds all of them away below', async () => {
    const { experiment, trials } = await withResults(some);
    const wide = {
      ...experiment,
      columns: [
        ...experiment.columns,
        ...Array.from({ length: 6 }, (_, index) => ({ label: `more ${index}`, value: 'evaluation.mse' })),
      ],
    };
    const page = markdownPage(wide, aggregate(wide, trials), trials);
    const heads = page.split('\n').filter((line) => line.startsWith('| model'));
    expect(heads.map((line) => line.split('|').length - 2)).toEqual([7, 13, 7, 13]);
    expect(page).toContain('<details><summary>All 11 columns</summary>');
    expect(htmlPage(wide, aggregate(wide, trials), trials)).toContain('<summary>All 11 columns</summary>');
  });

  it('leads with a figure: a dot a seed, what is published, the baseline', async () => {
    const { experiment, trials } = await withResults(some);
    const judged = { ...experiment.columns[0], main: true, compares: 'x 1e4' };
    const baseline = {
      label: 'better baseline',
      unit: 'x 1e4',
      value: 'evaluation.baselines.meanFrame',
      scale: 1e4,
    };
    const [figure, ...others] = leadFigures({ ...experiment, columns: [judged, baseline] }, trials);
    expect(others).toEqual([]); // nothing is recorded of the pendulum
    const text = toSvgString(figure.draw({}));
    expect(text).toContain('HGN: 1, 2, 4.5; paper 15.3.');
    expect(text).toContain('better baseline: 2,500.');
    expect(text).toContain('GRU, small');
    const skipped = trials.filter(({ trial }) => trial.model !== 'GRU, small');
    const [without] = leadFigures({ ...experiment, columns: [judged, baseline] }, skipped);
    expect(toSvgString(without.draw({}))).not.toContain('GRU, small');
  });
});

describe('a table', () => {
  it('shows each model on each system, with published numbers beside the measured ones', async () => {
    const { experiment, trials } = await withResults(some);
    const page = markdownPage(experiment, aggregate(experiment, trials), trials);
    expect(page).toBe(`# Springs & more

What was done.

4 of 12 trials, 6m 00s in all (2 cores, linux x64, Node 20, engine onnx-cpu). Mean ± standard deviation over seeds; a dash where nothing was measured; “times below” the better of two baselines, the last frame seen and the mean frame. 1 trial of another configuration is left out; run the experiment again.

## mass-spring

| model      |                    seeds | test MSE (x 1e4) | paper | better baseline |                 VPT | replication |
| ---------- | -----------------------: | ---------------: | ----: | --------------: | ------------------: | ----------: |
| HGN        |                        3 |      2.50 ± 1.80 |  15.3 |   0.250 ± 0.000 | 20.0 ± 14.1 (n = 2) |           – |
| GRU, small | 1, 1 diverged, 1 missing |                0 |     – |           0.250 |                   – |           – |

## pendulum

| model      |        seeds | test MSE (x 1e4) | paper | better baseline | VPT | replication |
| ---------- | -----------: | ---------------: | ----: | --------------: | --: | ----------: |
| HGN        | 0, 3 missing |                – |     – |               – |   – |   2.4 ± 0.1 |
| GRU, small | 0, 3 missing |                – |     – |               – |   – |           – |

## Trials without results

- mass-spring/gru-small/seed-2 diverged: the loss is NaN at step 2

## Sources

- paper: a paper
- replication: another

What it means.

Made by \`hgn experiment grid.yaml\`.
`);
  });

  it('as CSV leaves fields empty where there is nothing, and quotes commas', async () => {
    const { experiment, trials } = await withResults(some);
    const lines = csvTable(aggregate(experiment, trials)).split('\r\n');
    expect(lines[0]).toBe(
      'system,model,finished,diverged,failed,missing,test MSE (x 1e4) mean,test MSE (x 1e4) std,test MSE (x 1e4) n,paper,better baseline mean,better baseline std,better baseline n,VPT mean,VPT std,VPT n,replication',
    );
    expect(lines[1]).toMatch(/^mass-spring,HGN,3,0,0,0,2\.5\d*,1\.80\d+,3,15\.3,0\.25,0,3,20,14\.1\d+,2,$/);
    expect(lines[2]).toBe('mass-spring,"GRU, small",1,1,0,1,0,,1,,0.25,,1,,,0,');
    expect(lines[3]).toBe('pendulum,HGN,0,0,0,3,,,0,,,,0,,,0,2.4 ± 0.1');
  });

  it('as HTML needs nothing else', async () => {
    const { experiment, trials } = await withResults(some);
    const page = htmlPage(experiment, aggregate(experiment, trials), trials);
    expect(page).toContain('Springs &amp; more');
    expect(page).toContain('20.0 ± 14.1 (n = 2)'.replaceAll(' ', '\u00a0'));
    expect(page).not.toMatch(/(src|href)="https?:/);
  });

  it('of nothing is all dashes', async () => {
    const { experiment, trials } = await withResults({});
    const page = markdownPage(experiment, aggregate(experiment, trials), trials);
    expect(page).toContain('None of 12 trials is recorded yet.');
    const cells = page
      .split('\n')
      .filter((line) => line.startsWith('| HGN'))
      .join('');
    expect(cells).not.toMatch(/\| +0 \|/);
  });

  it('keeps a bar in a name out of the columns', () => {
    expect(markdownTable(['a'], [['x|y']])).toBe('| a    |\n| ---- |\n| x\\|y |');
  });
});

it.each([
  [{ mean: 0.16234, deviation: 0.0123, n: 3 }, '0.162 ± 0.012'],
  [{ mean: 396.4, deviation: 12.3, n: 3 }, '396 ± 12'],
  [{ mean: 0.0161, deviation: 0.9, n: 3 }, '0.016 ± 0.900'],
  [{ mean: 1.62e-5, deviation: 2.5e-6, n: 3 }, '1.62e-5 ± 2.5e-6'],
  [{ mean: 1.62e-5, deviation: null, n: 1 }, '1.62e-5'],
  [{ mean: 0, deviation: 0, n: 3 }, '0 ± 0'],
  [15.3, '15.3'],
  ['< 2', '< 2'],
  [null, '–'],
])('the cell of %j', (cell, text) => {
  expect(cellText(cell, { finished: typeof cell === 'object' && cell !== null ? cell.n : 0 })).toBe(text);
});

describe('names in a table', () => {
  it('are words in Markdown, and no formulas in CSV', () => {
    const table = markdownTable(['<script>', '[a](javascript:b)'], [['`x`', 'a\nb | c']]);
    expect(table).not.toMatch(/<script|[^\\]\]\(|\n.*\nb/);
    expect(table).toContain('&lt;script>');
    const csv = csvTable({
      columns: [],
      systems: [
        {
          system: '=1+1',
          rows: [
            { model: '@x', finished: 0, diverged: 0, failed: 0, missing: 1, cells: [], seeds: [] } as never,
          ],
        },
      ],
    });
    expect(csv).toContain("'=1+1,'@x,0");
  });
});
