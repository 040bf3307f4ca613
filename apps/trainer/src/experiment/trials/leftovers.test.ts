import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/folder.ts';
import { clearRecords } from './leftovers.ts';

it('what a kill left of records and tables is removed, and what is not of this experiment stays', async () => {
  const folder = await temporaryFolder();
  const tablePath = join(folder, 'grid');
  const ours = [
    'trials/a.json.partial-12',
    'trials/looks/a--step-3.json.partial-12',
    'pendulum.svg.partial-1',
  ];
  const theirs = ['trials/a.json', 'trials/other.json.partial-3', 'notes.partial-4'];
  await mkdir(join(tablePath, 'trials', 'looks'), { recursive: true });
  for (const name of [...ours, ...theirs]) await writeFile(join(tablePath, name), '');
  await writeFile(`${tablePath}.md.partial-12`, '');
  await clearRecords(
    { tablePath, systems: [{ system: 'pendulum' }] },
    ['trials/a.json', 'trials/looks/a--step-3.json'].map((name) => join(tablePath, name)),
  );
  const left = await readdir(tablePath, { recursive: true });
  expect(left.sort()).toEqual(['trials', 'trials/looks', ...theirs].sort());
  expect(await readdir(folder)).toEqual(['grid']);
});
