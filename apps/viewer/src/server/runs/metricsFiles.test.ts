import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricsFiles } from './metricsFiles.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'hgn-'))));
afterAll(() => rm(folder, { recursive: true }));

const line = (step: number) => `{"step":${step},"loss":${step / 4}}\n`;
const place = (name: string) => join(folder, name);

test('a file that grows is read on, also where its end is half a line', async () => {
  const path = place('grows.jsonl');
  const files = metricsFiles();
  await writeFile(path, `${line(1)}{"step":2,`);
  const first = await files.read(path, 'loss');
  expect([first.table.rows().length, first.size]).toEqual([1, 33]);
  await appendFile(path, `"loss":7}\n${line(3)}`);
  const second = await files.read(path, 'loss');
  expect(second.table).toBe(first.table);
  expect([...second.table.rows().column('loss')]).toEqual([0.25, 7, 0.75]);
});

test('a file that became shorter, or in whose place another came, is read anew', async () => {
  const path = place('anew.jsonl');
  const files = metricsFiles();
  await writeFile(path, line(1) + line(2));
  await files.read(path, 'loss');
  await writeFile(path, line(5));
  expect([...(await files.read(path, 'loss')).table.rows().column('step')]).toEqual([5]);
  await writeFile(place('other.jsonl'), line(7) + line(8) + line(9));
  await rename(place('other.jsonl'), path);
  expect([...(await files.read(path, 'loss')).table.rows().column('step')]).toEqual([7, 8, 9]);
});

test('readers of one file at the same time get each line once', async () => {
  const path = place('together.jsonl');
  const files = metricsFiles();
  await writeFile(path, line(1) + line(2));
  const all = await Promise.all([
    files.read(path, 'loss'),
    files.read(path, 'loss'),
    files.read(path, 'loss'),
  ]);
  expect(all.map(({ table }) => table.rows().length)).toEqual([2, 2, 2]);
});

test('what was asked longest ago is forgotten where there is too much', async () => {
  const files = metricsFiles(8);
  const names = ['a', 'b', 'c'];
  for (const name of names) await writeFile(place(name), line(1) + line(2));
  const [a, b] = [await files.read(place('a'), 'loss'), await files.read(place('b'), 'loss')];
  expect((await files.read(place('a'), 'loss')).table).toBe(a.table);
  await files.read(place('c'), 'loss');
  expect((await files.read(place('a'), 'loss')).table).toBe(a.table);
  expect((await files.read(place('b'), 'loss')).table).not.toBe(b.table);
});

test('a file that cannot be read fails each time, and is read once it is there', async () => {
  const files = metricsFiles();
  await expect(files.read(place('absent'), 'loss')).rejects.toThrow('ENOENT');
  await writeFile(place('absent'), line(1));
  expect((await files.read(place('absent'), 'loss')).size).toBe(line(1).length);
});

test('numbers that were not asked are passed over, and are there once they are', async () => {
  const path = place('columns.jsonl');
  const files = metricsFiles();
  const lines = [1, 2, 3].map(
    (step) => `{"step":${step},"loss":${step / 4},"kl":${step * 1.5e-7},"mse":null}\n`,
  );
  await writeFile(path, lines.join(''));
  const { table } = await files.read(path, 'kl');
  expect(table.rows().names).toEqual(['step', 'kl']);
  expect(table.names()).toEqual(['step', 'loss', 'kl', 'mse']);
  expect(['loss', 'kl', 'mse', 'none'].map((name) => table.last(name))).toEqual([0.75, 4.5e-7, NaN, NaN]);
  await appendFile(path, '{"kind":"evaluation","step":3,"loss":9}\n{"step":4,"loss":2,"kl":0,"mse":5}\n');
  const more = await files.read(path, 'kl');
  expect(more.table).toBe(table);
  expect(['loss', 'mse'].map((name) => table.last(name))).toEqual([2, 5]);
  const other = await files.read(path, 'loss');
  expect([...other.table.rows().column('loss')]).toEqual([0.25, 0.5, 0.75, 2]);
  expect([...other.table.rows().column('kl')]).toEqual([1.5e-7, 3e-7, 4.5e-7, 0]);
});
