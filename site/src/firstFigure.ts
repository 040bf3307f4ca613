import { launchChromium } from '@hgn/testing';
import { serveSite } from './serveSite.ts';

/**
 * How long a reader waits for the first figure of the first page: milliseconds from the address to the first picture on
 * the screen that has it, from the loopback address, with nothing kept from before. One number a visit, sorted.
 *
 * @throws Error where there is no Chromium, or no figure for half a minute
 */
export async function firstFigure(folder: string, visits: number): Promise<number[]> {
  const server = await serveSite(folder, 0);
  const browser = await launchChromium();
  const times: number[] = [];
  try {
    for (let visit = 0; visit < visits; visit++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      // A frame that begins after the figure has a size shows it.
      await page.addInitScript(`
        const look = () => {
          const height = document.querySelector('.hgn-figure')?.getBoundingClientRect().height ?? 0;
          requestAnimationFrame(height > 0 ? (now) => (window.firstFigure = now) : look);
        };
        requestAnimationFrame(look);
      `);
      await page.goto(server.address, { waitUntil: 'commit' });
      const handle = await page.waitForFunction('window.firstFigure');
      times.push(Number(await handle.jsonValue()));
      await context.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return times.sort((a, b) => a - b);
}
