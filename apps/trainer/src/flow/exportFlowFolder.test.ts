import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';

it('hgn flow export writes files that know the densities of hgn flow density', async () => {
  const cwd = await temporaryFolder();
  const train = ['flow', 'train', 'twoMoons', '--kind', 'realnvp', '--hidden', '8', '--steps', '20'];
  const trained = await hgn([...train, '--batch-size', '64', '--threads', '1', '--out', 'moons'], { cwd });
  expect(trained.code, trained.stderr).toBe(0);
  const { code, stdout, stderr } = await hgn(['flow', 'export', 'moons'], { cwd });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^moons\/export: the density of moons\n/);
  expect(stdout).toMatch(/^logProb\.onnx +\S+ k?B +gives the log-density of points, in nats$/m);
  const folder = join(cwd, 'moons/export');
  expect((await readdir(folder)).sort()).toEqual(['README.md', 'flow.json', 'logProb.onnx', 'sample.onnx']);
  const { columns } = JSON.parse(await readFile(join(folder, 'flow.json'), 'utf8')) as { columns: string[] };

  const points = [0.3, -0.2, 1.1, 0.4];
  await writeFile(join(cwd, 'points.csv'), `${columns.join(',')}\n0.3,-0.2\n1.1,0.4\n`);
  await hgn(['flow', 'density', 'moons', 'points.csv', '--out', 'd.csv'], { cwd });
  const expected = (await readFile(join(cwd, 'd.csv'), 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[2]));
  const session = await InferenceSession.create(join(folder, 'logProb.onnx'));
  const { logProb } = await session.run({ points: new Tensor('float32', Float32Array.from(points), [2, 2]) });
  await session.release();
  expected.forEach((value, i) => expect((logProb.data as Float32Array)[i]).toBeCloseTo(value, 4));

  const again = await hgn(['flow', 'export', 'moons'], { cwd });
  expect(again.stderr).toContain('moons/export: holds an export already; replace it with --force');
  const json = await hgn(['flow', 'export', 'moons', '--force', '--json'], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ folder: 'moons/export', exact: true });
});
