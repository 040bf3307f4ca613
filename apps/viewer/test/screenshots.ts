import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@hgn/testing';
import type { Page } from 'playwright-core';
import { startViewer } from '../src/index.ts';
import { builtApp } from './e2e/builtApp.ts';
import { trainedRuns } from './e2e/trainedRun.ts';

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
  { name: 'compiler', hash: '#/graph', ready: rests },
  { name: 'notebooks', hash: '#/notebooks', ready: rests },
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
for (const [look, options] of Object.entries(looks)) {
  for (const { name, hash, ready } of shots) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${viewer.address}${hash}`);
    await ready(page);
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
