import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate, presets } from '@hgn/datasets';
import { openModel } from '@hgn/player';
import { launchChromium } from '@hgn/testing';
import * as runtime from 'onnxruntime-node';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foresee } from '../../src/app/clip/foresee.ts';
import { explainedShare, wellExplained } from '../../src/app/clip/likeness.ts';
import { startViewer } from '../../src/index.ts';
import { builtApp } from './setup/builtApp.ts';
import { trainedRuns } from './setup/trainedRun.ts';
import { viewerTest } from './setup/viewerTest.ts';

const run = promisify(execFile);
const hasFfmpeg = await run('ffmpeg', ['-version']).then(
  () => true,
  () => false,
);
if (!hasFfmpeg) console.warn('skipped: tests of films need ffmpeg');

let films: string;
beforeAll(async () => {
  films = await mkdtemp(join(tmpdir(), 'hgn-films-'));
  if (!hasFfmpeg) return;
  // A mass on its spring that the model has never seen, 8 frames a second as its dt of 0.125 says, eight times as large.
  const data = generate(presets['mass-spring'], { seed: 77, trajectories: 1, frames: 24 });
  await writeFile(join(films, 'raw'), data.frames);
  const raw = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${data.width}x${data.height}`,
    '-r',
    '8',
    '-i',
    'raw',
  ];
  const large = ['-vf', 'scale=iw*8:ih*8:flags=neighbor,pad=320:256:32:0:black'];
  const make = (...args: string[]) => run('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: films });
  await make(...raw, ...large, '-c:v', 'libvpx-vp9', '-b:v', '2M', 'spring.webm');
  await make(...raw, ...large, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', '4', 'spring.mp4');
  await make(...raw, '-vf', 'scale=iw*8:ih*8:flags=neighbor', 'spring.gif');
  await make(...raw, 'p-%d.png');
  await make(
    '-f',
    'lavfi',
    '-i',
    'testsrc=size=256x256:rate=8:duration=3',
    '-c:v',
    'libvpx-vp9',
    'other.webm',
  );
  await make(...raw, '-frames:v', '3', '-c:v', 'libvpx-vp9', 'short.webm');
});
afterAll(() => rm(films, { recursive: true, force: true }));

it('explains what changes in its own world, and clearly less of it in others', async () => {
  const file = (name: string) => trainedRuns().then((runs) => join(runs, 'quickstart/export', name));
  const player = await openModel(async (name) => new Uint8Array(await readFile(await file(name))), {
    runtime,
  });
  const { inputFrames, stateFrame, dt } = player.description;
  const clips = 24;
  const shares = async (name: keyof typeof presets): Promise<number[]> => {
    const data = generate(
      { ...presets[name], dt },
      { seed: 2 ** 32 + 99, trajectories: clips, frames: inputFrames },
    );
    const frames = Float32Array.from(data.frames, (value) => value / 255);
    const found: number[] = [];
    for (let clip = 0; clip < clips; clip++) {
      const seen = frames.slice(clip * player.sizes.frames, (clip + 1) * player.sizes.frames);
      const future = inputFrames - stateFrame - 1;
      const made = await foresee(player, seen, {
        past: stateFrame,
        future,
        signal: new AbortController().signal,
      });
      found.push(explainedShare(seen, made.frames, inputFrames));
    }
    return found.sort((a, b) => a - b);
  };
  const own = await shares('mass-spring');
  expect(own[clips / 2]).toBeGreaterThan(0.9);
  for (const other of ['pendulum', 'two-body', 'henon-heiles', 'damped-spring'] as const) {
    expect((await shares(other))[clips - 2], other).toBeLessThan(wellExplained);
  }
  await player.dispose();
});

const tab = '#/run/quickstart?v=1&tab=clip';
const choose = (page: Page, names: readonly string[]) =>
  page.locator('.tab-clip input[type=file]').setInputFiles(names.map((name) => join(films, name)));
const verdict = (page: Page) => page.locator('.clip-verdict');
const graded = (page: Page, grade: RegExp) =>
  expect.poll(() => verdict(page).getAttribute('data-grade'), { timeout: 30_000 }).toMatch(grade);

describe.runIf(hasFfmpeg)('a clip of one’s own', () => {
  viewerTest(
    'from a film, a GIF or pictures is inferred and foreseen, and is called like the training',
    async ({ page, open, assertAccessible }) => {
      await open(tab);
      const pictures = (await readdir(films)).filter((name) => name.endsWith('.png'));
      for (const names of [['spring.webm'], ['spring.mp4'], ['spring.gif'], pictures]) {
        await page.reload();
        await page.locator('.clip-form').waitFor({ state: 'attached' });
        await choose(page, names);
        // Pictures are what the model has learnt from; films add the noise of their compression.
        await graded(page, names.length > 1 ? /^like$/ : /^(like|noisy)$/);
        // The foreseen frame at t = 0 is the middle one of those that are seen.
        const difference = await page.evaluate(() => {
          const pixels = (canvas: Element | null) =>
            (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 32, 32).data ?? [];
          const stage = pixels(document.querySelector('.clip-stage'));
          const seen = pixels(document.querySelectorAll('.clip-strip')[0].children[2]);
          return [...stage].reduce((sum, value, i) => sum + Math.abs(value - seen[i]), 0) / stage.length;
        });
        expect(difference, names[0]).toBeLessThan(8);
      }
      await assertAccessible();
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    },
  );

  viewerTest('that is unlike the training, or too short, or no film is told so', async ({ page, open }) => {
    await open(tab);
    await page.locator('.clip-form').waitFor({ state: 'attached' });
    await choose(page, ['other.webm']);
    await verdict(page).getByText('These frames are unlike those that the model has learnt from').waitFor();
    await graded(page, /^unlike$/);
    await choose(page, ['short.webm']);
    const status = page.locator('.clip-status');
    await status
      .getByText('The clip must reach 0.5 s, for the model looks at 5 frames 0.13 s apart')
      .waitFor();
    await choose(page, ['raw']);
    await status.getByText('raw cannot be read as a film').waitFor();
    await choose(page, ['p-1.png']);
    await status.getByText('p-1.png is a single picture').waitFor();
  });

  viewerTest(
    'asks nothing of anyone, and can be cropped, slowed and inverted by the keyboard',
    async ({ page, open }) => {
      await open(tab);
      await page.locator('.clip-form').waitFor({ state: 'attached' });
      await choose(page, ['spring.webm']);
      await graded(page, /^(like|noisy)$/);
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.getByLabel('Part of the picture').focus();
      for (let i = 0; i < 6; i++) await page.keyboard.press('PageDown');
      await graded(page, /^unlike$/);
      await page.getByLabel('Part of the picture').fill('100');
      await graded(page, /^(like|noisy)$/);
      await page.getByLabel('Invert light and dark').press('Space');
      await graded(page, /^unlike$/);
      await page.getByLabel('Invert light and dark').press('Space');
      await graded(page, /^(like|noisy)$/);
      await choose(page, ['spring.mp4']);
      await graded(page, /^(like|noisy)$/);
      expect(requests.filter((address) => !address.startsWith('blob:'))).toEqual([]);
    },
  );

  viewerTest('that is foreseen saves as film and numbers', async ({ page, open }) => {
    await open(tab);
    await page.locator('.clip-form').waitFor({ state: 'attached' });
    await choose(page, ['spring.webm']);
    await graded(page, /^(like|noisy)$/);
    for (const [label, ending] of [
      ['GIF', 'gif'],
      ['WebM', 'webm'],
      ['npz (numbers)', 'npz'],
    ]) {
      await page.locator('.save-menu').evaluate((menu: HTMLDetailsElement) => (menu.open = true));
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: label, exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`quickstart-foresees.${ending}`);
      await page.getByText(`Saved quickstart-foresees.${ending}`).waitFor();
    }
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  });
});

describe('the camera', () => {
  const open = async (
    args: readonly string[],
    body: (page: Page, requests: string[]) => Promise<void>,
  ): Promise<void> => {
    const stop = new AbortController();
    const io = { cwd: process.cwd(), stderr: process.stderr, signal: stop.signal };
    const viewer = await startViewer({ folders: [await trainedRuns()], app: await builtApp(), port: 0, io });
    const browser = await launchChromium(args);
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(`${viewer.address}${tab}`);
      await page.locator('.clip-form').waitFor({ state: 'attached' });
      await body(page, requests);
    } finally {
      await browser.close();
      stop.abort();
      await viewer.ended;
    }
  };

  it('is recorded, inferred, and switched off; its pictures go nowhere', async () => {
    await open(
      ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      async (page, requests) => {
        await page.getByRole('button', { name: 'Use the camera' }).click();
        await page.getByRole('button', { name: 'Record 3 seconds' }).waitFor();
        const before = requests.length;
        await page.getByRole('button', { name: 'Record 3 seconds' }).click();
        await graded(page, /^unlike$/);
        // Parts of the app may load, the engine among them, but nothing is sent.
        const asked = requests.slice(before).filter((address) => !/^blob:|\/assets\//.test(address));
        expect(asked).toEqual([]);
        const live = await page.evaluate(() => {
          const stream = document.querySelector('video')?.srcObject as MediaStream | null;
          return stream?.getTracks().map(({ readyState }) => readyState);
        });
        expect(live).toEqual(['ended']);
      },
    );
  });

  it('that is not there or not allowed says so', async () => {
    await open(['--deny-permission-prompts'], async (page) => {
      await page.getByRole('button', { name: 'Use the camera' }).click();
      await page
        .locator('.clip-status')
        .getByText(/No camera was found|was not allowed/)
        .waitFor();
      expect(await page.getByRole('button', { name: 'Use the camera' }).isEnabled()).toBe(true);
    });
  });
});
