import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systems } from '@hgn/datasets';
import { readNpz } from '@hgn/testing';
import { afterAll, expect } from 'vitest';
import { momentumOn } from '../../src/app/run/tabs/section/orbits.ts';
import { fixedParameters, presetOf } from '../../src/app/run/unseen/unseenScenes.ts';
import { runHgn, tinyTraining } from '../runHgn.ts';
import { misfits } from './setup/fits.ts';
import { cellsSettled } from './setup/notebookPage.ts';
import { viewerTest } from './setup/viewerTest.ts';

/** Tabs of a run after the first, in order, each with what it says when it stands. */
const tabs: readonly (readonly [name: string, says: RegExp])[] = [
  ['Sample', /samples of 60 frames/],
  ['Interpolate', /9 points, 60 frames each/],
  ['Landscape', /64 × 64 points/],
  ['Training', /Mean squared error of 40 frames/],
  ['Files', /files, .* in all/],
  ['Your clip', /Show the model a short film/],
];

const looks = [
  // A window of 1280 × 800 at 200 %: half as many pixels of CSS, each drawn by four.
  ['at 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'dark' }],
  ['360 pixels wide', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }],
] as const;

for (const [look, browser] of looks) {
  viewerTest(
    `every page fits ${look}, and keys lead through all tabs of a run`,
    async ({ page, open, assertAccessible }) => {
      await open('#/run/quickstart');
      await page.locator('.play[data-reference="yes"]').waitFor({ timeout: 60_000 });
      expect(await misfits(page), 'play').toEqual([]);
      // The search does find what is wrong.
      const broken = await page.getByRole('button', { name: 'Copy link' }).evaluateHandle((button) => {
        const { style } = button as HTMLElement;
        style.width = '800px';
        style.marginTop = '-30px';
        return style;
      });
      const found = (await misfits(page)).join();
      expect(found).toContain('“Copy link” reaches beyond the edge');
      expect(found).toContain('and button “Copy link” lie on each other');
      await broken.evaluate((style) => (style.cssText = ''));
      await page.getByRole('tab', { name: 'Play' }).focus();
      for (const [name, says] of tabs) {
        await page.keyboard.press('ArrowRight');
        await page.getByText(says).first().waitFor({ timeout: 60_000 });
        const tab = page.getByRole('tab', { name });
        expect(await tab.evaluate((element) => element === document.activeElement)).toBe(true);
        const [left, right] = await tab.evaluate((element) => {
          const box = element.getBoundingClientRect();
          return [box.left, box.right];
        });
        expect([left >= 0, right <= browser.viewport.width], `${name} is in sight`).toEqual([true, true]);
        expect(await misfits(page), name).toEqual([]);
      }
      for (const [hash, stands] of [
        ['', '.run-card, [data-run], a[href*="run/quickstart"]'],
        ['#/compare', '[data-read="done"]'],
        ['#/graph', '[data-drawn]'],
        ['#/notebook', 'a[href*="which-integrator"]'],
      ] as const) {
        await open(hash);
        await page.locator(stands).first().waitFor({ timeout: 60_000 });
        expect(await misfits(page), hash).toEqual([]);
        await assertAccessible();
      }
      await open('#/notebook/which-integrator');
      await cellsSettled(page);
      expect(await misfits(page), 'notebook').toEqual([]);
      // Figures are drawn for the room there is, so that their words keep their size.
      const scale = await page.evaluate(() =>
        Math.min(
          ...[
            ...document.querySelectorAll<SVGSVGElement>('.cell-output svg.hgn-figure, .cell-output > svg'),
          ].map((figure) => figure.getScreenCTM()?.a ?? 0),
        ),
      );
      expect(scale).toBeGreaterThan(0.9);
    },
    { browser: { ...browser, reducedMotion: 'reduce' } },
  );
}

const folder = mkdtemp(join(tmpdir(), 'hgn-section-'));
afterAll(async () => rm(await folder, { recursive: true, force: true }));

viewerTest(
  'a section of the true energy is drawn, an orbit starts where Enter is pressed, and its points are saved',
  async ({ page, open }) => {
    await open('#/run/double?tab=section');
    await page.getByText(/^5 orbits, /).waitFor({ timeout: 60_000 });
    const plot = page.getByRole('application', { name: /Section of the true energy/ });
    await plot.press('ArrowRight');
    await plot.press('Enter');
    await page.getByText(/^6 orbits, /).waitFor();
    const crossings = async (): Promise<number> =>
      Number(
        /orbits, ([\d,]+)/
          .exec((await page.locator('[role=status]', { hasText: 'orbits' }).textContent()) ?? '')?.[1]
          ?.replaceAll(',', ''),
      );
    await expect.poll(crossings, { timeout: 30_000 }).toBeGreaterThan(30);
    await page.getByLabel('Going on').uncheck();
    const menu = page.locator('.save-menu').first();
    await menu.locator('summary').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      menu.getByRole('button', { name: 'npz' }).click(),
    ]);
    const { orbit, q2, p2, energy } = readNpz(await readFile(await download.path()));
    expect(new Set(Array.from(orbit.data)).size).toBe(6);
    const preset = presetOf({ system: 'double-pendulum' });
    if (preset === undefined) throw new Error('the system must be known');
    const hamiltonian = systems[preset.system].hamiltonian(fixedParameters(preset.parameters));
    // Every crossing has the energy that was chosen: there is a p₁ for it.
    for (let i = 0; i < q2.data.length; i++) {
      expect(momentumOn(hamiltonian, [q2.data[i], p2.data[i]], energy.data[0] + 1e-6)).toBeDefined();
    }
  },
  {
    browser: { colorScheme: 'dark' },
    folders: async () => {
      const args = ['train', '--system', 'double-pendulum', ...tinyTraining, '--steps', '2', '--no-report'];
      await runHgn([...args, '--out', 'runs/double'], await folder);
      return [join(await folder, 'runs')];
    },
  },
);
