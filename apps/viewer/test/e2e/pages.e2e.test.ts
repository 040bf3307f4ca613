import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ownRuns } from './setup/trainedRun.ts';
import { viewerTest } from './setup/viewerTest.ts';

const runs = mkdtemp(join(tmpdir(), 'hgn-compare-')).then(ownRuns);

/** A narrow page in the dark, where all must be reachable too. */
const narrow = {
  viewport: { width: 360, height: 800 },
  colorScheme: 'dark',
  reducedMotion: 'reduce',
} as const;

/** What runs beyond the right edge of the page. */
const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

for (const [mode, browser] of [
  ['wide', {}],
  ['narrow and dark', narrow],
] as const) {
  viewerTest(
    `the graph of a leapfrog step opens, is searched and explained: ${mode}`,
    async ({ page, open }) => {
      await open('#/graph');
      await page.getByText(/Traced in/).waitFor();
      await page.getByRole('button', { name: /^Gemm/ }).first().press('Enter');
      await page.getByRole('region', { name: 'Chosen node' }).getByText('Shape').waitFor();
      await page.getByLabel('Find nodes').fill('input kinetic.0.kernel');
      await page.getByRole('button', { name: 'Input kinetic.0.kernel' }).click();
      await page.getByRole('heading', { name: /Input #/ }).waitFor();
      expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
    },
    { browser },
  );

  for (const [tab, words] of [
    ['sample', /samples of 60 frames/],
    ['interpolate', /9 points, 60 frames each/],
    ['landscape', /64 × 64 points/],
    ['training', /Mean squared error of 40 frames/],
    ['files', /files, .* in all/],
  ] as const) {
    viewerTest(
      `the tab ${tab} of a run shows what it is for: ${mode}`,
      async ({ page, open }) => {
        await open(`#/run/quickstart?tab=${tab}`);
        await page.getByText(words).waitFor({ timeout: 60_000 });
        expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
      },
      { browser },
    );
  }
}

viewerTest(
  'two runs are compared, and a line that training writes appears within two seconds',
  async ({ page, open }) => {
    await open('#/compare?v=1&run=quickstart');
    await page.getByText(/logged steps of/).waitFor({ timeout: 60_000 });
    const last = page.locator('tr[data-run=quickstart] td.number').first();
    const before = await last.textContent();
    await appendFile(join(await runs, 'quickstart/metrics.jsonl'), '{"step":123450,"loss":0.5,"mse":0.5}\n');
    await expect.poll(() => last.textContent(), { timeout: 2000 }).toBe('123,450');
    expect(before).not.toBe('123,450');
    // A run that is started again begins its file anew, which is shorter then.
    await writeFile(join(await runs, 'quickstart/metrics.jsonl'), '{"step":20,"loss":0.5,"mse":0.5}\n');
    await expect.poll(() => last.textContent(), { timeout: 4000 }).toBe('20');
  },
  { folders: [await runs] },
);
