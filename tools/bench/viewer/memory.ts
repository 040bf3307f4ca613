import type { Page } from 'playwright-core';
import { atMost, inPage, playing, type Measurement } from './bench.ts';

/** How much the page and its Workers grow while a run plays, after a tenth of the time to warm up. */
export const memory: Measurement = async (setting) =>
  await inPage(setting, async (page) => {
    const { minutes, log } = setting;
    await page.goto(`${setting.address}#/run/quickstart`);
    await playing(page);
    await page.waitForTimeout(minutes * 6_000);
    const before = await bytesOf(page);
    for (let part = 1; part <= 9; part++) {
      await page.waitForTimeout(minutes * 6_000);
      log(`memory: ${part} of 9 tenths of ${minutes} min`);
    }
    const growth = 100 * ((await bytesOf(page)) / before - 1);
    return [atMost(`growth of memory over ${minutes} min of play`, growth, 5, '%')];
  });

/** Bytes of the page and its Workers after their garbage is collected. */
async function bytesOf(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory: () => Promise<{ readonly bytes: number }>;
    };
    return (await measureUserAgentSpecificMemory.call(performance)).bytes;
  });
}
