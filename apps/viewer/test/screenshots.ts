import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, presets } from '@hgn/datasets';
import { launchChromium } from '@hgn/testing';
import { pngDataUri } from '@hgn/viz';
import type { Page } from 'playwright-core';
import { startViewer } from '../src/index.ts';
import { builtApp } from './e2e/setup/builtApp.ts';
import { cellsSettled, notebookFrame } from './e2e/setup/notebookPage.ts';
import { trainedRuns } from './e2e/setup/trainedRun.ts';
import { bundledNotebooks } from '../src/app/notebook/page/bundled.ts';

/** `npm run screenshots`: every page, light, dark and narrow, into `reports/screenshots`; three go into the README. */
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Shot {
  readonly name: string;
  readonly hash: string;
  /** Waits until the page is what it is to be. */
  readonly ready: (page: Page) => Promise<void>;
}

const plays = (page: Page): Promise<void> =>
  page.locator('.play[data-reference="yes"]').waitFor({ timeout: 60_000 });
const rests = (page: Page): Promise<void> => page.waitForTimeout(2500);

/** What a tab says when it shows what it is for. */
const tabs: Readonly<Record<string, RegExp>> = {
  sample: /samples of 60 frames/,
  interpolate: /9 points, 60 frames each/,
  landscape: /64 × 64 points/,
  training: /Mean squared error of 40 frames/,
  files: /files, .* in all/,
};

/** Pictures of a mass on its spring that the model has not seen. */
function pictures() {
  const { frames, height, width } = generate(presets['mass-spring'], {
    seed: 77,
    trajectories: 1,
    frames: 24,
  });
  const size = 3 * height * width;
  return Array.from({ length: 24 }, (_, i) => {
    const data = frames.subarray(i * size, (i + 1) * size);
    const [, base64] = pngDataUri({ width, height, channels: 3, data }).split(',');
    return {
      name: `p-${String(i).padStart(2, '0')}.png`,
      mimeType: 'image/png',
      buffer: Buffer.from(base64, 'base64'),
    };
  });
}

const shots: readonly Shot[] = [
  { name: 'home', hash: '', ready: rests },
  { name: 'play', hash: '#/run/quickstart', ready: plays },
  {
    name: 'orbits',
    hash: '#/run/quickstart',
    ready: async (page) => {
      await plays(page);
      await page.getByLabel('200 orbits').check();
      await page.locator('.play[data-orbits="200"]').waitFor();
      await page.waitForTimeout(1500);
    },
  },
  ...Object.entries(tabs).map(([tab, words]) => ({
    name: `tab-${tab}`,
    hash: `#/run/quickstart?tab=${tab}`,
    ready: async (page: Page) => {
      await page.getByText(words).waitFor({ timeout: 60_000 });
      await rests(page);
    },
  })),
  { name: 'clip', hash: '#/run/quickstart?tab=clip', ready: rests },
  {
    name: 'clip-film',
    hash: '#/run/quickstart?tab=clip',
    ready: async (page) => {
      await page.locator('.clip-form').waitFor({ state: 'attached' });
      await page.locator('.tab-clip input[type=file]').setInputFiles(pictures());
      await page.locator('.clip-verdict[data-grade]').waitFor({ timeout: 30_000 });
      await rests(page);
    },
  },
  {
    name: 'compare',
    hash: '#/compare',
    ready: async (page) => {
      await page.locator('[data-read="done"]').waitFor({ timeout: 60_000 });
      await rests(page);
    },
  },
  {
    name: 'compiler',
    hash: '#/graph',
    ready: async (page) => {
      await page.locator('[data-drawn]').waitFor({ timeout: 60_000 });
    },
  },
  { name: 'notebooks', hash: '#/notebook', ready: rests },
  ...bundledNotebooks.map(({ id }) => ({
    name: `notebook-${id}`,
    hash: `#/notebook/${id}`,
    ready: async (page: Page) => {
      await cellsSettled(page);
    },
  })),
  {
    name: 'notebook-edited',
    hash: '#/notebook/which-integrator',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      const frame = await notebookFrame(page);
      await cellsSettled(frame);
      await frame.getByRole('button', { name: 'Edit' }).nth(1).click();
      await frame.locator('.cm-editor').waitFor();
    },
  },
];

/** Pictures that the README shows. */
const shown: Readonly<Record<string, string>> = {
  'play-light': 'viewer-play.png',
  'orbits-dark': 'viewer-orbits.png',
  'home-light': 'viewer-home.png',
};

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1200, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1200, height: 900 } },
  narrow: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
} as const;

const stop = new AbortController();
const io = { cwd: root, stderr: process.stderr, signal: stop.signal };
const viewer = await startViewer({ folders: [await trainedRuns()], app: await builtApp(), port: 0, io });
const browser = await launchChromium();
const folder = join(root, 'reports', 'screenshots');
await mkdir(folder, { recursive: true });
// Words on the command line choose: `npm run screenshots -- play dark` makes the pictures whose name has all of them.
const words = process.argv.slice(2);
for (const [look, options] of Object.entries(looks)) {
  for (const { name, hash, ready } of shots) {
    if (!words.every((word) => `${name}-${look}`.includes(word))) continue;
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${viewer.address}${hash}`);
    await ready(page);
    if (hash.startsWith('#/notebook/')) {
      // Chromium paints of a frame only what has been in view.
      const { width } = options.viewport;
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(1000);
    }
    const picture = await page.screenshot({ fullPage: true });
    await writeFile(join(folder, `${name}-${look}.png`), picture);
    const target = shown[`${name}-${look}`];
    if (target !== undefined) await writeFile(join(root, 'docs', target), picture);
    process.stderr.write(`${name}-${look}\n`);
    await context.close();
  }
}
await browser.close();
stop.abort();
await viewer.ended;
