import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hgn, type Outcome } from '../../../test/io.ts';
import { pendulumCsv } from '../../../test/pendulumRecording.ts';
import { writeSwing } from '../../../test/swingFilm.ts';

describe('hgn learn on a film', () => {
  let cwd: string;
  let learnt: Outcome;
  const args = [
    'learn',
    'swing',
    '--dt',
    '0.0333',
    '--steps',
    '4',
    '--threads',
    '1',
    '--out',
    'run',
    '--json',
  ];
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
    await writeSwing(join(cwd, 'swing'), { isColoured: false });
    learnt = await hgn(args, { cwd, env: { HGN_CACHE: 'cache' } });
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it('prints one document, errors at half a second and a second beside baselines', () => {
    expect(learnt.code, learnt.stderr).toBe(0);
    const result = JSON.parse(learnt.stdout);
    expect(Object.keys(result)).toEqual([
      'kind',
      'horizons',
      'energyBalance',
      'seconds',
      'unseen',
      'friction',
    ]);
    expect(result.kind).toBe('film');
    expect(Object.keys(result.horizons).sort()).toEqual(['0.5', '1']);
    for (const { rms, baselines } of [...Object.values<never>(result.horizons), result.unseen]) {
      expect(rms).toBeGreaterThan(0);
      expect(Object.keys(baselines)).toEqual(['last', 'mean', 'linear', 'nearest']);
      for (const error of Object.values<number>(baselines)) expect(error).toBeGreaterThan(0);
    }
    expect(result.unseen.frames).toBe(30);
    expect(result.energyBalance).toBeGreaterThan(0);
    expect(result.friction.dissipative).toBe(true);
  });

  it('says what it found, and plainly that four steps were not enough', () => {
    expect(learnt.stderr).toMatch(/Found 1 film, 150 pictures of 48x36, 30\.0 a second/);
    expect(learnt.stderr).toMatch(/what moves: .* in grey: colour adds nothing/);
    expect(learnt.stderr).toMatch(/period: about 0\.(79|8)\d* s/);
    expect(learnt.stderr).toMatch(/friction: seen, swings change by -/);
    expect(learnt.stderr).toMatch(/Learning with friction \(dissipative\); \d+ frames are held out/);
    expect(learnt.stderr).toMatch(/This (did not work|worked in part): over 30 unseen frames .* because/);
  });

  it('learns an energy that changes with the clock where it is told how often, and goes on with it', async () => {
    const driven = await hgn([...args.slice(0, -3), '--drive-period', '0.9', '--out', 'driven', '--json'], {
      cwd,
    });
    expect(driven.code, driven.stderr).toBe(0);
    expect(driven.stderr).toContain('driven by the clock, which begins with each film');
    const { drivePeriod } = JSON.parse(driven.stdout);
    expect(drivePeriod).toBeCloseTo(0.9, 1);
    expect(drivePeriod).not.toBe(0.9);
    expect(await readFile(join(cwd, 'driven', 'config.yaml'), 'utf8')).toMatch(/by: clock/);
    // Windows remember when they begin: the tenth begins nine frames later than the first.
    const { parameters } = await readDataset(join(cwd, 'driven-frames'));
    expect(parameters.beginsAt[9] - parameters.beginsAt[0]).toBeCloseTo(9 * 0.0333, 5);
    const again = await hgn(['learn', '--model', 'driven', '--test', 'swing', '--dt', '0.0333', '--json'], {
      cwd,
    });
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout).drivePeriod).toBe(drivePeriod);
    const rolled = await hgn(['rollout', 'driven', '--frames', '70', '--out', 'driven.gif'], { cwd });
    expect(rolled.code, rolled.stderr).toBe(0);
    const tooFast = await hgn(
      ['learn', 'swing', '--dt', '0.0333', '--drive-period', '0.05', '--out', 'fast'],
      { cwd },
    );
    expect(tooFast.code).toBe(2);
    expect(tooFast.stderr).toContain('--drive-period: must be two frames at least, 0.0666 s, but is 0.05');
  }, 120_000);

  it('leaves a run that other commands take, with a report', async () => {
    const files = await readdir(join(cwd, 'run'));
    expect(files).toEqual(expect.arrayContaining(['export', 'film.json', 'report.html', 'result.json']));
    const page = await readFile(join(cwd, 'run', 'report.html'), 'utf8');
    expect(page).toContain('Forecasts of what was never trained on');
    expect(page).toContain('Where it is, along the path of its motion');
    expect(await readFile(join(cwd, 'run', 'config.yaml'), 'utf8')).toMatch(/^threads: 1$/m);
    // What was compiled is kept for the next run, as by the other commands.
    expect((await readdir(join(cwd, 'cache', 'compiled'))).length).toBeGreaterThan(0);
    const rolled = await hgn(['rollout', 'run', '--frames', '8', '--out', 'film.gif'], { cwd });
    expect(rolled.code, rolled.stderr).toBe(0);
    const resumed = await hgn(['train', '--resume', '--out', 'run', '--steps', '5', '--no-report'], { cwd });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('continuing at step 4 of 5');
  });

  it('judges another film of the scene by what was learnt, without learning', async () => {
    const other = ['learn', '--model', 'run', '--test', 'swing', '--out', 'judged', '--json'];
    const judged = await hgn(other, { cwd });
    expect(judged.code, judged.stderr).toBe(0);
    const { unseen, friction, horizons } = JSON.parse(judged.stdout);
    // The film itself: its swings fall as drawn, and its own stretches foretell it.
    expect(friction.filmed).toBeCloseTo(0.1, 2);
    expect(friction.dissipative).toBe(true);
    expect(unseen.baselines.nearest).toBeLessThan(unseen.rms);
    expect(Object.keys(horizons).sort()).toEqual(['0.5', '1']);
    expect(await readdir(join(cwd, 'judged'))).toEqual(['figures', 'report.html', 'result.json']);
    const said = async (...more: string[]) => (await hgn(['learn', ...more], { cwd })).stderr;
    await writeSwing(join(cwd, 'wide'), { length: 60, width: 60 });
    expect(await said('--model', 'run', '--test', 'wide')).toMatch(
      /wide: must have pictures of 48x36 like the films that were learnt from, but they are 60x36/,
    );
    await writeSwing(join(cwd, 'brief'), { length: 40, isColoured: false });
    expect(await said('--model', 'run', '--test', 'brief')).toMatch(
      /brief: has 40 frames, but 43 are needed; film for 3 s, or take shorter --horizons/,
    );
    expect(await said('--model', 'judged', '--test', 'swing')).toMatch(/judged/);
    expect(await said('--model', 'run', 'swing')).toMatch(
      /--model judges what was learnt and takes no files/,
    );
    expect(await said('--model', 'run')).toMatch(/--model needs --test/);
  });

  it('goes on where it was stopped', async () => {
    const stop = new AbortController();
    const other = args.map((each) => (each === 'run' ? 'stopped' : each));
    const stopped = await hgn(other, {
      cwd,
      signal: stop.signal,
      stderr: { write: (text) => (text.includes('train  1/4') ? stop.abort() : undefined) },
    });
    expect(stopped.code).toBe(130);
    const again = await hgn(other, { cwd });
    expect(again.stderr).toMatch(/stopped: continuing at step \d of 4/);
    const numbers = (outcome: Outcome) => {
      const { seconds, ...rest } = JSON.parse(outcome.stdout) as Record<string, unknown>;
      expect(seconds).toBeGreaterThan(0);
      return rest;
    };
    expect(numbers(again)).toEqual(numbers(learnt));
  });

  it('says what is wrong with the command or the files', async () => {
    await writeFile(join(cwd, 'a.csv'), pendulumCsv(1, 1));
    await writeFile(join(cwd, 'a.webp'), 'RIFF');
    await writeSwing(join(cwd, 'short'), { length: 40, width: 24, height: 24, amplitude: 6 });
    const said = async (...more: string[]) => (await hgn(['learn', ...more], { cwd })).stderr;
    expect(await said('swing', 'a.csv')).toMatch(/swing is a film, and a\.csv is none/);
    expect(await said('swing', '--windows', '9')).toMatch(/--windows is for recordings of states/);
    expect(await said('a.csv', '--steps', '9')).toMatch(/--steps is for films/);
    expect(await said('a.csv', '--coordinates', '1')).toMatch(/--coordinates is for films/);
    expect(await said('a.webp')).toMatch(/a\.webp must be a video, an animated GIF/);
    expect(await said('none.mp4')).toMatch(/none\.mp4/);
    expect(await said('swing')).toMatch(/say it in seconds with --dt/);
    expect(await said('swing', '--dt', '0')).toMatch(/It must be a number above 0/);
    expect(await said('short', '--dt', '0.0333')).toMatch(/short: has 40 frames, but .* are needed/);
  });
});
