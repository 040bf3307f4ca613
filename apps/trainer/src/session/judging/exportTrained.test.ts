import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, createTrainer, exportOnnx, factsOfCheckpoint, type ModelDescription } from '@hgn/model';
import { loadCheckpoint } from '@hgn/training/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hgn } from '../../../test/io.ts';
import { tiny } from '../../../test/tiny.ts';
import { readResolvedConfig } from '../../config/resolve.ts';
import type { TrainState } from '../checkpoint.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  const args = ['train', ...tiny, '--steps', '6', '--out', 'run', '--no-report'];
  const { code, stderr } = await hgn(args, { cwd });
  expect(code, stderr).toBe(0);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** The files of a folder by name. */
async function filesOf(folder: string): Promise<Record<string, Buffer>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}

const description = async (run: string) =>
  JSON.parse(await readFile(join(cwd, run, 'export/model.json'), 'utf8')) as ModelDescription;

describe('the export at the end of a training', () => {
  it('tells the run, its time steps, the states of unseen frames, and the plane of them', async () => {
    const { system, preset, run, timeSteps, statistics, chart } = await description('run');
    expect({ system, preset, timeSteps }).toEqual({
      system: 'mass-spring',
      preset: 'quickstart',
      timeSteps: { minimum: -0.25, maximum: 0.25 },
    });
    expect(run).toMatch(/^[0-9a-f]{12}$/);
    // Three test trajectories share 256 states.
    expect(statistics?.states).toBe(255);
    expect(statistics?.z.mean).toHaveLength(4);
    expect(statistics?.q.minimum).toHaveLength(2);
    expect(statistics?.energy?.minimum).toBeLessThanOrEqual(statistics?.energy?.maximum ?? -Infinity);
    expect(chart?.principal.axes[0]).toHaveLength(4);
    expect(typeof chart?.r2).toBe('number');
  });

  it('is what hgn export writes, and what the checkpoint alone gives', async () => {
    const files = await filesOf(join(cwd, 'run/export'));
    const again = await hgn(['export', 'run', '--out', 'again'], { cwd });
    expect(again.code, again.stderr).toBe(0);
    const others = await filesOf(join(cwd, 'again'));
    expect(Object.keys(others)).toEqual(Object.keys(files));
    const { state, metadata } = await loadCheckpoint(join(cwd, 'run/checkpoints'));
    const config = await readResolvedConfig(join(cwd, 'run/config.yaml'));
    const model = createModel(config.model);
    const trainer = createTrainer(model, config);
    const parameters = trainer.judgedParameters(state as unknown as TrainState);
    const dt = 0.125;
    const facts = factsOfCheckpoint(metadata, dt);
    const alone = exportOnnx(model, trainer, parameters, { dt, protocol: config.protocol, ...facts }).files;
    for (const [name, content] of Object.entries(files)) {
      expect(content.equals(others[name]), name).toBe(true);
      expect(content.equals(alone[name]), name).toBe(true);
    }
  });

  it('follows a run that goes on, whose weights are those of a run without export', async () => {
    const leaving = ['--out', 'bare', '--no-report', '--no-export'];
    expect((await hgn(['train', ...tiny, '--steps', '6', ...leaving], { cwd })).code).toBe(0);
    expect((await hgn(['train', '--resume', '--steps', '8', ...leaving], { cwd })).code).toBe(0);
    expect(await readdir(join(cwd, 'bare'))).not.toContain('export');
    const before = await description('run');
    const resumed = await hgn(['train', '--resume', '--out', 'run', '--steps', '8', '--no-report'], { cwd });
    expect(resumed.code, resumed.stderr).toBe(0);
    const [one, other] = await Promise.all(
      ['run', 'bare'].map((run) => loadCheckpoint(join(cwd, run, 'checkpoints'))),
    );
    expect(one.step).toBe(8);
    expect(one.state).toEqual(other.state);
    const after = await description('run');
    expect(after.run).toBe(before.run);
    expect(after.checksums['step.onnx']).not.toBe(before.checksums['step.onnx']);
    expect(after.statistics).not.toEqual(before.statistics);
  });

  it('leaves a folder with files of others alone, and the run succeeds', async () => {
    const shown = join(cwd, 'mine');
    const first = await hgn(
      ['train', ...tiny, '--steps', '2', '--out', 'mine', '--no-report', '--no-export'],
      { cwd },
    );
    expect(first.code).toBe(0);
    await mkdir(join(shown, 'export'));
    await writeFile(join(shown, 'export/notes.txt'), 'mine');
    const more = await hgn(['train', '--resume', '--out', 'mine', '--steps', '3', '--no-report'], { cwd });
    expect(more.code).toBe(0);
    expect(more.stderr).toContain('mine/export: holds files that no export made');
    expect(await readdir(join(shown, 'export'))).toEqual(['notes.txt']);
  });
});
