import { atMost, inPage, type Measurement } from './bench.ts';

/** How long the collapsed view of a training step of thousands of nodes takes, once it is traced. */
export const graph: Measurement = async (setting) =>
  await inPage(setting, async (page) => {
    await page.goto(`${setting.address}#/graph?of=preset:quickstart`);
    await page.getByText(/Traced in/).waitFor({ timeout: 240_000 });
    await page.locator('[data-drawn]').waitFor({ timeout: 60_000 });
    const text = (await page.getByText(/Traced in/).textContent()) ?? '';
    const nodes = Number(/([\d,]+) nodes/.exec(text)?.[1]?.replaceAll(',', ''));
    setting.log(`a training step of ${nodes} nodes`);
    if (!(nodes > 2000))
      throw new Error(`bench viewer: the step must have thousands of nodes, but has ${nodes}`);
    const shown = Number(await page.locator('[data-drawn]').getAttribute('data-drawn'));
    return [atMost(`collapsed view of ${nodes} nodes`, shown / 1000, 1, 's')];
  });
