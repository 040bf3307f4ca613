import { expect } from 'vitest';

import { cellsSettled } from './setup/notebookPage.ts';
import { viewerTest } from './setup/viewerTest.ts';

/** Something of each notebook that is there only when its cells did what they are for. */
const sees: Readonly<Record<string, string>> = {
  'which-integrator': 'leapfrog 2.0',
  systems: 'The energy of each film stays what it was',
  'trained-run': 'The learnt energy along six rollouts',
  'comparing-models': 'Times below a still picture',
  'hamiltonian-flow': 'The bound comes down',
  'hamiltonian-network': 'True energy of what each network predicts',
  compiler: 'From',
  'own-clip': 'These frames are unlike those of the training',
};

for (const [index, id] of Object.keys(sees).entries()) {
  const colorScheme = index % 2 === 0 ? 'light' : 'dark';
  viewerTest(
    `the notebook ${id} runs all its cells, ${colorScheme}, and fits a narrow window`,
    async ({ page, open }) => {
      await open(`#/notebook/${id}`);
      expect(await cellsSettled(page)).toEqual([]);
      await page
        .locator('svg text, .says', { hasText: sees[id] ?? '' })
        .first()
        .waitFor();
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await overflow()).toBe(0);
      await page.setViewportSize({ width: 360, height: 780 });
      expect(await overflow()).toBeLessThanOrEqual(0);
    },
    { browser: { colorScheme } },
  );
}

viewerTest('a slider of a notebook is moved by keys, and the figures follow', async ({ page, open }) => {
  await open('#/notebook/which-integrator');
  expect(await cellsSettled(page)).toEqual([]);
  const said = page.locator('.says');
  const before = await said.textContent();
  await page.getByLabel('Time step').focus();
  await page.keyboard.press('End');
  await page.waitForFunction((text) => document.querySelector('.says')?.textContent !== text, before);
  expect(await said.textContent()).toMatch(/leapfrog [\d.]+, yoshida4 [\d.]+, rk4 [\d.]+/);
});

viewerTest(
  'two networks learn in the page and the page says which keeps the energy',
  async ({ page, open }) => {
    await open('#/notebook/hamiltonian-network');
    const verdict = page.locator('.says[data-finished]');
    await verdict.waitFor({ timeout: 120_000 });
    await page.locator('.says[data-finished="true"]').waitFor({ timeout: 240_000 });
    expect(await verdict.textContent()).toMatch(/times better|nothing in this setting/);
  },
  { timeout: 400_000 },
);

viewerTest('a training is paused, taken one step further, and let go', async ({ page, open }) => {
  await open('#/notebook/hamiltonian-flow');
  const heading = page.locator('svg text', { hasText: /^Step \d+ of 600$/ });
  await heading.waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  const step = page.getByRole('button', { name: 'One step' });
  await page.waitForTimeout(1500);
  const held = await heading.textContent();
  await page.waitForTimeout(1500);
  expect(await heading.textContent()).toBe(held);
  for (let i = 0; i < 12; i++) await step.click();
  await page.waitForFunction(
    (text) => ![...document.querySelectorAll('text')].some((each) => each.textContent === text),
    held,
  );
  await page.getByRole('button', { name: 'Go on' }).click();
});
