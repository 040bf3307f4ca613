import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, createTrainer, exportOnnx } from '@hgn/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hgn } from '../../../test/io.ts';
import { readNpz } from '@hgn/testing';
import { tiny } from '../../../test/tiny.ts';
import { readResolvedConfig } from '../../config/resolve.ts';
import { readCheckpoint } from '../../session/checkpoint.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  const averaged = ['--set', 'optimiser.averageDecay=0.9'];
  const args = ['train', ...tiny, ...averaged, '--steps', '6', '--out', 'run', '--no-report', '--no-export'];
  const { code, stderr } = await hgn(args, { cwd });
  expect(code, stderr).toBe(0);
  const exported = await hgn(['export', 'run'], { cwd });
  expect(exported.code, exported.stderr).toBe(0);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const graph = (name: string) => readFile(join(cwd, 'run/export', `${name}.onnx`));

/** Runs an exported file on named float32 arrays. */
async function run(name: string, feeds: Record<string, readonly [ArrayLike<number>, readonly number[]]>) {
  const session = await InferenceSession.create(await graph(name));
  const results = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([input, [data, shape]]) => [
        input,
        new Tensor('float32', Float32Array.from(data), [...shape]),
      ]),
    ),
  );
  await session.release();
  return (output: string): Float32Array => results[output].data as Float32Array;
}

describe('hgn export', () => {
  it('writes files that go on exactly as the run does', async () => {
    await hgn(['simulate', 'mass-spring', '-n', '2', '-f', '9', '--seed', '3', '--out', 'seen'], { cwd });
    const args = ['rollout', 'run', '--data', 'seen', '-n', '2', '-f', '12', '--out', 'film.npz'];
    expect((await hgn(args, { cwd })).code).toBe(0);
    const film = readNpz(await readFile(join(cwd, 'film.npz')));
    const data = readNpz(await readFile(join(cwd, 'seen/data.npz')));
    const size = 32 * 32 * 3;
    const frames = [0, 1].flatMap((s) =>
      Array.from(data.frames.data).slice(s * 9 * size, (s * 9 + 5) * size),
    );
    const close = (ours: ArrayLike<number>, theirs: readonly number[], tolerance = 1e-5): void => {
      expect(ours.length).toBe(theirs.length);
      theirs.forEach((value, i) => expect(Math.abs(ours[i] - value)).toBeLessThan(tolerance));
    };
    /** Frame `t` of both rollouts. */
    const at = (name: string, t: number): number[] => {
      const length = film[name].data.length / 24;
      const values = Array.from(film[name].data);
      return [0, 1].flatMap((s) => values.slice((s * 12 + t) * length, (s * 12 + t + 1) * length));
    };

    const inferred = await run('encode', { frames: [frames.map((byte) => byte / 255), [2, 5, 32, 32, 3]] });
    let [q, p] = [inferred('q'), inferred('p')];
    for (let t = 0; t < 12; t++) {
      close(q, at('q', t));
      close(p, at('p', t));
      const state = { q: [q, [2, 2]], p: [p, [2, 2]] } as const;
      const painted = (await run('decode', state))('frame');
      close(
        painted.map((value) => 255 * value),
        at('frames', t),
        0.51,
      );
      const energy = await run('hamiltonian', state);
      close(energy('H'), at('energy', t));
      close(energy('dHdq'), at('dHdq', t));
      close(energy('dHdp'), at('dHdp', t));
      const next = await run('step', { ...state, dt: [[0.125, 0.125], [2]] });
      [q, p] = [next('nextQ'), next('nextP')];
    }
  });

  it('exports the averaged weights where the run averages them', async () => {
    const config = await readResolvedConfig(join(cwd, 'run/config.yaml'));
    const { state } = await readCheckpoint(join(cwd, 'run/checkpoints'));
    const model = createModel(config.model);
    const trainer = createTrainer(model, config);
    const decodeOf = (parameters: typeof state.parameters) =>
      exportOnnx(model, trainer, parameters, { dt: 0.125, protocol: config.protocol }).files['decode.onnx'];
    const file = await graph('decode');
    expect(file.equals(decodeOf(trainer.judgedParameters(state)))).toBe(true);
    expect(file.equals(decodeOf(state.parameters))).toBe(false);
  });

  it('says what it wrote', async () => {
    const { stdout } = await hgn(['export', 'run', '--out', 'told'], { cwd });
    expect(stdout).toMatch(/^told: the model after step 6, for any batch\n\nfile +size +what it does\n/);
    expect(stdout).toMatch(/^step\.onnx +\S+ k?B +advances a state by one frame$/m);
    const { stdout: json } = await hgn(['export', 'run', '--out', 'fixed', '-b', '4', '--json'], { cwd });
    const document = JSON.parse(json) as { files: Record<string, number> };
    expect(document).toMatchObject({ folder: 'fixed', step: 6, batch: 4 });
    expect(Object.keys(document.files).sort()).toEqual((await readdir(join(cwd, 'fixed'))).sort());
    const model = JSON.parse(await readFile(join(cwd, 'fixed/model.json'), 'utf8')) as object;
    expect(model).toMatchObject({
      dt: 0.125,
      batch: 4,
      stateFrame: 2,
      graphs: { step: { file: 'step.onnx' } },
    });
  });

  it('leaves a run that can be continued and evaluated', async () => {
    expect((await hgn(['evaluate', 'run', '--json', '--no-report'], { cwd })).code).toBe(0);
    const resumed = await hgn(['train', '--resume', '--out', 'run', '--steps', '7', '--no-report'], { cwd });
    expect(resumed.code, resumed.stderr).toBe(0);
  });

  it('replaces an export only when told, and never a folder with other files', async () => {
    const again = await hgn(['export', 'run'], { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('run/export: holds an export already; replace it with --force');
    expect((await hgn(['export', 'run', '--force'], { cwd })).code).toBe(0);
    await writeFile(join(cwd, 'run/export/notes.txt'), 'mine');
    const foreign = await hgn(['export', 'run', '--force'], { cwd });
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toContain('holds files that no export made');
    expect(await readFile(join(cwd, 'run/export/notes.txt'), 'utf8')).toBe('mine');
  });

  it('names a run that is not there', async () => {
    const { code, stderr } = await hgn(['export', 'nowhere'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere: no run is there');
  });
});
