import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { decodeFloats, encodeFloats } from '../../src/app/state/floats.ts';
import { readNpz } from '@hgn/testing';
import { runHgn } from '../runHgn.ts';
import { ownRuns } from './setup/trainedRun.ts';
import { viewerTest } from './setup/viewerTest.ts';

const still = { browser: { reducedMotion: 'reduce' as const } };

/** Waits until the model plays, and its reference states are known. */
const ready = (page: Page) => page.locator('.play[data-reference="yes"]').waitFor({ timeout: 60_000 });

/** The pixels that are shown, from 0 to 255, [row, column, colour]. */
const pixels = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.stage-picture');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return Array.from(data).filter((_, i) => i % 4 !== 3);
  });

/** Middle of the red disc, in pixels of the picture, weighted by how much redder than the ground a pixel is. */
function middle(frame: readonly number[]): { x: number; y: number } {
  const side = Math.sqrt(frame.length / 3);
  let [weight, x, y] = [0, 0, 0];
  for (let at = 0; at < side * side; at++) {
    const red = Math.max(0, frame[3 * at] - frame[3 * at + 1] - 40);
    weight += red;
    x += red * (at % side);
    y += red * Math.floor(at / side);
  }
  return { x: x / weight, y: y / weight };
}

/** Moves the time scrubber, and waits for its picture. */
async function scrub(page: Page, steps: number): Promise<void> {
  await page.getByLabel('Time', { exact: true }).evaluate((input: HTMLInputElement, value) => {
    input.value = String(value);
    input.dispatchEvent(new Event('input'));
    input.dispatchEvent(new Event('change'));
  }, steps);
  await settled(page);
}

/** Waits until nothing is left to compute and the picture stays the same. */
async function settled(page: Page): Promise<void> {
  for (let before = ''; ;) {
    await page.waitForTimeout(120);
    await page.locator('.play[data-busy="no"]').waitFor();
    const now = (await pixels(page)).join();
    if (now === before) return;
    before = now;
  }
}

const worst = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

viewerTest('a run plays as training leaves it, without any further command', async ({ page, open }) => {
  await open('#/run/quickstart');
  await ready(page);
  const first = await pixels(page);
  await expect.poll(async () => worst(first, await pixels(page)), { timeout: 10_000 }).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'Pause' }).click();
  await settled(page);
  expect(await page.locator('.readout').textContent()).toMatch(
    /^q [+−]?\d\.\d\d, p [+−]?\d\.\d\d, H .+ \([+−]?\d+\.\d %\)$/,
  );
});

viewerTest(
  'a run without an export folder plays from its newest checkpoint',
  async ({ page, open }) => {
    await open('#/run/quickstart');
    await ready(page);
    expect(middle(await pixels(page)).x).toBeCloseTo(15.5, 0);
  },
  {
    ...still,
    folders: async () => {
      const folder = await temporaryFolder();
      const runs = await ownRuns(folder);
      await rm(join(runs, 'quickstart/export'), { recursive: true, force: true });
      return [runs];
    },
  },
);

viewerTest(
  'the past is that of hgn rollout --backward, and 100 steps there and back end where they began',
  async ({ page, open }) => {
    const { frames, state } = await rolledBackward();
    await open(`#/run/quickstart?state=${encodeFloats(state)}`);
    await ready(page);
    const start = await pixels(page);
    const side = 32 * 32 * 3;
    for (const step of [0, 1, 2, 7, 20, 30]) {
      await scrub(page, -step);
      const expected = Array.from(frames.subarray(step * side, (step + 1) * side));
      expect(worst(await pixels(page), expected)).toBeLessThanOrEqual(1);
    }
    // Half a period off; 100 steps are four periods, which a good model ends where it began.
    await scrub(page, 88);
    expect(worst(await pixels(page), start)).toBeGreaterThan(20);
    await scrub(page, 0);
    expect(await pixels(page)).toEqual(start);
    // The state 100 steps later becomes the beginning, and 100 steps back from there lies the one it came from.
    await scrub(page, 100);
    await page.getByRole('button', { name: 'Start here' }).click();
    await settled(page);
    await scrub(page, -100);
    await page.getByRole('button', { name: 'Start here' }).click();
    await settled(page);
    const text = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('state') ?? '';
    const back = decodeFloats(text, state.length);
    if (back === undefined) throw new Error(`the address must hold the state, but says ${text}`);
    expect(worst(state, Array.from(back))).toBeLessThanOrEqual(1e-5);
  },
  still,
);

viewerTest(
  'dragging the disc by 5 pixels moves the inferred state, and the decoded disc stays within a pixel of the pointer',
  async ({ page, open }) => {
    await open('#/run/quickstart');
    await ready(page);
    const canvas = page.locator('.stage-picture');
    const before = middle(await pixels(page));
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('the picture must be on screen');
    const scale = box.width / 32;
    const at = (x: number, y: number) => [box.x + (x + 0.5) * scale, box.y + (y + 0.5) * scale] as const;
    // Towards the middle of the picture, where the mass has room.
    const by = before.y > 15.5 ? -5 : 5;
    await page.mouse.move(...at(before.x, before.y));
    await page.mouse.down();
    for (let part = 1; part <= 10; part++)
      await page.mouse.move(...at(before.x, before.y + (by * part) / 10));
    await settled(page);
    const after = middle(await pixels(page));
    await page.mouse.up();
    expect(Math.abs(after.y - (before.y + by))).toBeLessThan(1);
    expect(Math.abs(after.x - before.x)).toBeLessThan(1);
    // Held, the mass is at rest: the inferred momentum is small.
    const momentum = /p ([+−]?[\d.]+)/.exec((await page.locator('.readout').textContent()) ?? '')?.[1] ?? '';
    expect(Math.abs(Number(momentum.replace('−', '-')))).toBeLessThan(0.15);
  },
  still,
);

viewerTest(
  'a state dragged in the phase view is where the pointer is, and arrow keys nudge it',
  async ({ page, open }) => {
    await open('#/run/quickstart');
    await ready(page);
    const readout = page.locator('.readout');
    const q = async (): Promise<number> =>
      Number((/q ([+−]?[\d.]+)/.exec((await readout.textContent()) ?? '')?.[1] ?? '').replace('−', '-'));
    const before = await q();
    await page.locator('.phase').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await settled(page);
    const nudged = await q();
    expect(nudged - before).toBeGreaterThan(0.05);
    const box = await page.locator('.phase').boundingBox();
    if (box === null) throw new Error('the phase view must be on screen');
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.4, { steps: 5 });
    await settled(page);
    const right = await q();
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4, { steps: 5 });
    await settled(page);
    expect(await q()).toBeLessThan(right - 0.3);
    await page.mouse.up();
  },
  still,
);

viewerTest(
  'a link comes back to the bit, and what it does not know is refused',
  async ({ page, open }) => {
    await open('#/run/quickstart');
    await ready(page);
    await page.locator('.phase').focus();
    await page.keyboard.press('ArrowUp');
    await settled(page);
    await scrub(page, -37.25);
    await page.getByRole('combobox', { name: 'Plane' }).selectOption('principal');
    const seen = await pixels(page);
    const said = await page.locator('.readout').textContent();
    const { hash } = new URL(page.url());
    expect(hash).toMatch(/t=-37\.25/);
    await page.goto('about:blank');
    await open(hash);
    await ready(page);
    await settled(page);
    expect(await pixels(page)).toEqual(seen);
    expect(await page.locator('.readout').textContent()).toBe(said);
    await page.goto('about:blank');
    await open('#/run/quickstart?v=1&warp=9');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('“warp”');
    await page.goto('about:blank');
    await open('#/run/quickstart?v=2');
    await page.getByText('The link is of version 2').waitFor();
  },
  still,
);

viewerTest(
  'what the model cannot do is said on the page, for orbits as for a body that is held',
  async ({ page, open }) => {
    // Calls that arrive at the model without what they need: it refuses them by itself.
    await page.addInitScript(() => {
      const send = Worker.prototype.postMessage as (this: Worker, message: unknown) => void;
      Worker.prototype.postMessage = function (this: Worker, message: { method?: string }) {
        const broken = document.documentElement.dataset.broken;
        const isBroken = broken !== undefined && message.method === broken;
        send.call(this, isBroken ? { ...message, parameters: [new Float32Array(1)] } : message);
      };
    });
    await open('#/run/quickstart');
    await ready(page);
    const breakDown = (method: string) =>
      page.evaluate((name) => void (document.documentElement.dataset.broken = name), method);
    const problem = page.locator('.play .problem');
    expect(await problem.isVisible()).toBe(false);
    await breakDown('rollout');
    await page.getByLabel('200 orbits').check();
    await problem.getByText(/^The orbits cannot be drawn: .{10}/).waitFor();
    await page.getByLabel('200 orbits').uncheck();
    await breakDown('encode');
    await page.locator('.stage-picture').press('ArrowUp');
    await problem.getByText(/^No state can be inferred from where the body is held: .{10}/).waitFor();
    await breakDown('none');
    await page.locator('.stage-picture').press('ArrowUp');
    await problem.waitFor({ state: 'hidden' });
  },
  still,
);

viewerTest(
  'whoever asks for less motion gets a model that waits, and a narrow dark page that fits',
  async ({ page, open }) => {
    await open('#/run/quickstart');
    await ready(page);
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const first = await pixels(page);
    await page.waitForTimeout(300);
    expect(await pixels(page)).toEqual(first);
    const [inner, wide] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    expect(wide).toBeLessThanOrEqual(inner);
  },
  { browser: { reducedMotion: 'reduce', colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
);

/** What `hgn rollout --backward` gives: frames [frame, row, column, colour], and the state that they start from. */
async function rolledBackward(): Promise<{ readonly frames: Uint8Array; readonly state: readonly number[] }> {
  const folder = await temporaryFolder();
  const runs = await ownRuns(folder);
  const out = join(folder, 'past.npz');
  await runHgn(['rollout', join(runs, 'quickstart'), '--backward', '--out', out], folder);
  const { frames, q, p } = readNpz(await readFile(out));
  const [, length = NaN, ...shape] = q.shape;
  const size = shape.reduce((product, side) => product * side, 1);
  expect(length).toBe(60);
  const first = (values: ArrayLike<number>): number[] => Array.from(values).slice(0, size);
  return { frames: Uint8Array.from(frames.data), state: [...first(q.data), ...first(p.data)] };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
