import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertDataset, readDataset } from '@hgn/datasets/node';
import { readNpz } from '@hgn/testing';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';

import { tiny } from '../../test/tiny.ts';

/** Trajectories and frames of the drawn films: fewer and shorter than any preset asks for. */
const [films, length] = [10, 26];

/** Films that nobody simulated: a bright bar that swings before a grey ground, brighter from film to film. */
async function drawFilms(folder: string): Promise<void> {
  for (let film = 0; film < films; film++) {
    await mkdir(join(folder, `${film}`), { recursive: true });
    for (let t = 0; t < length; t++) {
      const data = new Uint8Array(32 * 32 * 3).fill(40);
      const x = Math.round(16 + 10 * Math.cos(0.3 * t + film));
      for (let y = 8; y < 24; y++) data.fill(100 + 10 * film, 3 * (32 * y + x - 2), 3 * (32 * y + x + 2));
      await writeFile(
        join(folder, `${film}`, `${t}.png`),
        encode({ width: 32, height: 32, channels: 3, depth: 8, data }),
      );
    }
  }
}

const lowered = tiny.filter(
  (text, i) => !/^(data|protocol)\./.test(text) && !/^(data|protocol)\./.test(tiny[i + 1] ?? ''),
);

describe('a run on films of one’s own', () => {
  let cwd: string;
  let said: { readonly code: number; readonly stderr: string };

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'hgn-remembered-'));
    await drawFilms(join(cwd, 'films'));
    await convertDataset(join(cwd, 'films'), join(cwd, 'data', 'films'), { dt: 0.1 });
    const steps = ['--steps', '2', '--set', 'protocol.framesPerSample=2', '--no-export'];
    said = await hgn(['train', '--data', 'data/films', ...lowered, ...steps], { cwd });
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const numbers = async (name: string, array: string) => {
    const { data } = readNpz(await readFile(join(cwd, name)))[array];
    return Array.from(data);
  };

  it('takes a split and an unroll that fit, the name of the data, and says so', async () => {
    expect(said.code).toBe(0);
    expect(said.stderr).toContain(
      'data/films: 10 trajectories of 26 frames: 8 to learn from, 2 for the test; protocol.steps 11, since 29 would need 61 frames\n',
    );
    const config = await readFile(join(cwd, 'runs/films/config.yaml'), 'utf8');
    expect(config).toMatch(/system: films\n/);
    expect(config).toMatch(/testTrajectories: 2\n/);
    expect(await readFile(join(cwd, 'runs/films/report.html'), 'utf8')).toContain(
      'films, learnt from pixels',
    );
    const printed = await hgn(['train', '--data', 'data/films', '--print-config', '--json'], { cwd });
    expect(JSON.parse(printed.stdout)).toMatchObject({
      system: 'films',
      data: { folder: 'data/films', trajectories: 8, frames: 26, testTrajectories: 2 },
      protocol: { steps: 11 },
    });
  });

  it('leaves alone what the user says', async () => {
    const own = ['--set', 'data.testTrajectories=5', '--set', 'protocol.steps=4', '--system', 'pendulum'];
    const printed = await hgn(['train', '--data', 'data/films', ...own, '--print-config', '--json'], { cwd });
    expect(JSON.parse(printed.stdout)).toMatchObject({
      ...{ system: 'pendulum', protocol: { steps: 4 } },
      data: { testTrajectories: 5, trajectories: 8 },
    });
    const long = await hgn(['train', '--data', 'data/films', '--set', 'protocol.steps=20', '--out', 'x'], {
      cwd,
    });
    expect(long.stderr).toMatch(/sequences have 26 frames, but training reads 43 \(protocol\.steps 20\)/);
  });

  it('rolls out unseen frames of its own data, not simulated springs', async () => {
    const { frames } = await readDataset(join(cwd, 'data/films'));
    const { code } = await hgn(['rollout', 'runs/films', '-n', '2', '-f', '8', '--out', 'own.npz'], { cwd });
    expect(code).toBe(0);
    const truth = await numbers('own.npz', 'truth');
    expect(truth).toHaveLength(2 * 8 * 32 * 32 * 3);
    // The last two films; rollouts begin at the middle of five input frames.
    const size = 32 * 32 * 3;
    for (const [row, film] of [
      [0, 8],
      [1, 9],
    ]) {
      const start = (film * length + 2) * size;
      expect(
        Buffer.from(truth.slice(row * 8 * size, (row + 1) * 8 * size)).equals(
          frames.subarray(start, start + 8 * size),
        ),
      ).toBe(true);
    }
    // Asked for by name, it is the same: what was learnt from is not shown as a test.
    await hgn(
      [
        'rollout',
        'runs/films',
        '--data',
        'data/films',
        '-n',
        '1',
        '--skip',
        '1',
        '-f',
        '8',
        '--out',
        'named.npz',
      ],
      { cwd },
    );
    expect(await numbers('named.npz', 'truth')).toEqual(truth.slice(8 * size));
    const many = await hgn(['rollout', 'runs/films', '-n', '3', '--out', 'many.npz'], { cwd });
    expect([many.code, many.stderr]).toEqual([
      1,
      'hgn rollout: runs/films: its data hold 2 unseen trajectories, but 3 are needed; ask for fewer, or name a data set with --data\n',
    ]);
    const seeded = await hgn(['rollout', 'runs/films', '--seed', '3', '--out', 'seeded.npz'], { cwd });
    expect([seeded.code, seeded.stderr]).toEqual([
      2,
      expect.stringContaining('--seed: runs/films learnt from frames that nobody simulated'),
    ]);
  });

  it('goes between states of its own data', async () => {
    const { code } = await hgn(['interpolate', 'runs/films', '--points', '3', '--out', 'way.npz'], { cwd });
    expect(code).toBe(0);
    expect(new Set(await numbers('way.npz', 'z')).size).toBeGreaterThan(4);
    const far = await hgn(['interpolate', 'runs/films', '--to', '2', '--out', 'far.npz'], { cwd });
    expect(far.stderr).toContain('its data hold 2 unseen trajectories, but 3 are needed');
  });

  it('is judged on its own data, all or some, from any folder', async () => {
    const evaluate = async (from: string, run: string, ...args: string[]) => {
      const judged = await hgn(['evaluate', run, '--json', '--no-report', ...args], { cwd: from });
      expect(judged.stderr).not.toContain('gone');
      return (JSON.parse(judged.stdout) as { mse: number }).mse;
    };
    const whole = await evaluate(cwd, 'runs/films');
    expect(await evaluate(cwd, 'runs/films', '--trajectories', '2')).toBe(whole);
    await mkdir(join(cwd, 'elsewhere'), { recursive: true });
    expect(await evaluate(join(cwd, 'elsewhere'), '../runs/films')).toBe(whole);
    // Its own data by name are judged on their unseen part.
    expect(await evaluate(cwd, 'runs/films', '--data', 'data/films')).toBe(whole);
    const more = await hgn(['evaluate', 'runs/films', '--trajectories', '4'], { cwd });
    expect([more.code, more.stderr]).toEqual([
      1,
      expect.stringContaining('its data hold 2 unseen trajectories, but 4 are needed'),
    ]);
  });

  it('goes on from another folder, and after the tree has moved', async () => {
    await rename(join(cwd, 'runs'), join(cwd, 'data', '..', 'kept-runs'));
    const resumed = await hgn(
      ['train', '--resume', '--out', '../kept-runs/films', '--steps', '3', '--no-report', '--no-export'],
      {
        cwd: join(cwd, 'elsewhere'),
      },
    );
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining('continuing at step 2 of 3')]);
    await rename(join(cwd, 'kept-runs'), join(cwd, 'runs'));
  });

  it('goes by what it keeps when the data are gone or changed, and says so', async () => {
    const args = ['rollout', 'runs/films', '-n', '2', '-f', '8'];
    await hgn([...args, '--out', 'before.npz'], { cwd });
    await rename(join(cwd, 'data', 'films'), join(cwd, 'data', 'hidden'));
    const gone = await hgn([...args, '--out', 'kept.npz'], { cwd });
    expect([gone.code, gone.stderr]).toEqual([
      0,
      `runs/films: the data that it learnt from are gone: there is no data set at ${join(cwd, 'data/films')}; going by the 2 unseen trajectories that the run keeps\n`,
    ]);
    expect(await numbers('kept.npz', 'truth')).toEqual(await numbers('before.npz', 'truth'));
    await hgn(['simulate', 'mass-spring', '-n', '10', '-f', '26', '--out', 'data/films'], { cwd });
    const changed = await hgn([...args, '--out', 'other.npz'], { cwd });
    expect(changed.stderr).toContain('data/films holds others by now; going by the 2 unseen');
    const resumed = await hgn(['train', '--resume', '--out', 'runs/films', '--steps', '9'], { cwd });
    expect([resumed.code, resumed.stderr]).toEqual([
      1,
      expect.stringMatching(/runs\/films: was started with other data: data\/films/),
    ]);
    await rm(join(cwd, 'runs', 'films', 'test.npz'));
    const nothing = await hgn([...args, '--out', 'none.npz'], { cwd });
    expect([nothing.code, nothing.stderr]).toEqual([
      1,
      expect.stringMatching(
        /are gone: .* holds others by now; put them back, or name a data set with --data\n$/,
      ),
    ]);
  });
});

describe('a run on a data set that was simulated', () => {
  it('is simulated anew by the recipe of the data, whatever the run is called', async () => {
    const cwd = await temporaryFolder();
    await hgn(['simulate', 'pendulum', '-n', '8', '-f', '70', '--dt', '0.1', '--out', 'data'], { cwd });
    const { code } = await hgn(
      ['train', '--data', 'data', ...tiny, '--steps', '2', '--no-report', '--no-export', '--out', 'x'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(await readFile(join(cwd, 'x/config.yaml'), 'utf8')).toMatch(/system: pendulum\n/);
    await hgn(['rollout', 'x', '-n', '1', '-f', '4', '--seed', '1', '--out', 'a.npz'], { cwd });
    await hgn(['rollout', 'x', '-n', '1', '-f', '4', '--out', 'b.npz'], { cwd });
    const truth = async (name: string) => Array.from(readNpz(await readFile(join(cwd, name))).truth.data);
    expect(await truth('a.npz')).not.toEqual(await truth('b.npz'));
    const judged = await hgn(['evaluate', 'x', '--seed', '4', '--trajectories', '2', '--json'], { cwd });
    expect(judged.code).toBe(0);
  });
});
