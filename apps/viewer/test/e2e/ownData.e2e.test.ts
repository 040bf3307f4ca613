import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { ownRuns } from './setup/trainedRun.ts';
import { viewerTest } from './setup/viewerTest.ts';

// The trained run as if it had learnt from a data set of nobody's system: all that is known of it is what it keeps.
const place = mkdtemp(join(tmpdir(), 'hgn-own-'));
const folders = async (): Promise<readonly string[]> => {
  const runs = await ownRuns(await place);
  const run = join(runs, 'films');
  await rename(join(runs, 'quickstart'), run);
  await writeFile(
    join(run, 'data.json'),
    '{"path":"films","fromRun":"../films","checksum":"","name":"films"}',
  );
  const config = await readFile(join(run, 'config.yaml'), 'utf8');
  const own = config.replace(/^system: .*$/m, 'system: films').replace(/folder: null/, 'folder: films');
  await writeFile(join(run, 'config.yaml'), own);
  const description = await readFile(join(run, 'export/model.json'), 'utf8');
  await writeFile(join(run, 'export/model.json'), description.replace('"mass-spring"', '"films"'));
  return [runs];
};
const made = folders();
afterAll(async () => rm(await place, { recursive: true, force: true }));

viewerTest(
  'a run on data of its own plays the frames that it keeps, film after film',
  async ({ page, open }) => {
    await open('#/run/films');
    await page.locator('.play[data-reference="yes"]').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Pause' }).click();
    const readout = page.locator('.play-stage .readout');
    const start = async (): Promise<string> => {
      await page.getByLabel('Time').fill('0');
      return (await readout.textContent()) ?? '';
    };
    const first = await start();
    expect(first).toMatch(/H /);
    await page.getByRole('button', { name: 'Another film' }).click();
    await expect.poll(start).not.toBe(first);
    await page.getByLabel('200 orbits').check();
    await page.locator('.play[data-orbits="200"]').waitFor();
  },
  { folders: () => made },
);

for (const [tab, words] of [
  ['interpolate', /9 points, 60 frames each/],
  ['landscape', /64 × 64 points/],
  ['training', /Mean squared error of \d+ frames/],
] as const) {
  viewerTest(
    `the tab ${tab} of a run on data of its own begins at the frames that it keeps`,
    async ({ page, open }) => {
      await open(`#/run/films?tab=${tab}`);
      await page.getByText(words).waitFor({ timeout: 60_000 });
    },
    { folders: () => made },
  );
}

viewerTest(
  'runs on data of their own are compared with the frames that they keep',
  async ({ page, open }) => {
    await open('#/compare?v=1&run=films');
    await page.getByRole('img', { name: 'Film: truth' }).waitFor({ timeout: 60_000 });
    await page.getByText(/logged steps of/).waitFor();
  },
  { folders: () => made },
);
