import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { readNpz } from '@hgn/testing';
import { viewerTest } from './setup/viewerTest.ts';

const still = { browser: { reducedMotion: 'reduce' as const } };

/** Saves a figure by its menu, and gives the file. */
async function saved(page: Page, name: string, kind: string): Promise<Buffer> {
  const menu = page.locator('.save-menu', { has: page.locator(`summary[title="Save ${name}"]`) });
  await menu.locator('summary').click();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    menu.getByRole('button', { name: kind }).click(),
  ]);
  const content = await readFile(await download.path());
  await menu.getByText(/^Saved /).waitFor();
  await page.keyboard.press('Escape');
  expect(await menu.getAttribute('open')).toBeNull();
  return content;
}

/** Lines and dots of a saved SVG, which must be read as XML. */
const marks = (page: Page, svg: Buffer): Promise<number> =>
  page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    if (parsed.querySelector('parsererror') !== null) throw new Error('the SVG must be well-formed');
    return [...parsed.querySelectorAll('path, polyline')].reduce(
      (sum, mark) => sum + (mark.getAttribute('d') ?? mark.getAttribute('points') ?? '').length,
      0,
    );
  }, svg.toString());

viewerTest(
  'picture, phase view and energy of a run are saved as figures, film and numbers that agree',
  async ({ page, open }) => {
    await open('#/run/quickstart');
    await page.locator('.play[data-reference="yes"]').waitFor({ timeout: 60_000 });
    const film = readNpz(await saved(page, 'quickstart film', 'npz'));
    expect(film.frames.shape).toEqual([201, 32, 32, 3]);
    const shown = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.stage-picture');
      return Array.from(canvas?.getContext('2d')?.getImageData(0, 0, 32, 32).data ?? []).filter(
        (_, i) => i % 4 !== 3,
      );
    });
    // The page stands at t = 0, the middle of the path.
    const size = 32 * 32 * 3;
    const off = shown.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - 255 * film.frames.data[100 * size + i])),
      0,
    );
    expect(off).toBeLessThanOrEqual(1);
    expect((await saved(page, 'quickstart film', 'PNG')).subarray(1, 4).toString()).toBe('PNG');
    expect((await saved(page, 'quickstart film', 'GIF')).subarray(0, 6).toString()).toBe('GIF89a');
    expect(await marks(page, await saved(page, 'quickstart phase view', 'SVG'))).toBeGreaterThan(2000);
    expect(await marks(page, await saved(page, 'quickstart energy', 'SVG'))).toBeGreaterThan(1000);
    const energy = readNpz(await saved(page, 'quickstart energy', 'npz'));
    expect(energy.energy.shape).toEqual([201]);
    expect(Array.from(energy.time.data)[100]).toBe(0);
    expect(energy.q.data).toEqual(film.q.data);
  },
  still,
);

viewerTest(
  'landscape, training curves and compared runs are saved as figures and numbers',
  async ({ page, open }) => {
    await open('#/run/quickstart?tab=landscape');
    await page.getByText('64 × 64 points').waitFor({ timeout: 60_000 });
    expect(await marks(page, await saved(page, 'quickstart landscape', 'SVG'))).toBeGreaterThan(5000);
    await page.getByRole('tab', { name: 'Training' }).click();
    await page.getByText(/logged steps up to/).waitFor();
    const curve = await marks(page, await saved(page, 'quickstart training', 'SVG'));
    const training = readNpz(await saved(page, 'quickstart training', 'npz'));
    const [points = NaN] = training.step.shape;
    expect(training.mean.shape).toEqual([points]);
    // Every point takes some characters of the path.
    expect(points).toBeGreaterThan(10);
    expect(curve).toBeGreaterThan(6 * points);
    await open('#/compare?v=1&run=quickstart');
    await page.getByText(/logged steps of/).waitFor({ timeout: 60_000 });
    expect(await marks(page, await saved(page, 'compared training', 'SVG'))).toBeGreaterThan(6 * points);
    const compared = readNpz(await saved(page, 'compared training', 'npz'));
    const beside = readNpz(await saved(page, 'quickstart beside the truth', 'npz'));
    expect([beside.frames.shape, beside.truth.shape]).toEqual([
      [60, 32, 32, 3],
      [60, 32, 32, 3],
    ]);
    const off = beside.frames.data;
    const error = Array.from(off).reduce((sum, value, i) => sum + (value - beside.truth.data[i]) ** 2, 0);
    expect(error / off.length).toBeLessThan(1e-3);
    expect(compared['quickstart loss'].shape).toEqual(compared['quickstart step'].shape);
  },
  still,
);
