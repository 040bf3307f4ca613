import { atMost, inPage, quantile, type Measurement } from './bench.ts';

/** Visits whose median counts. */
const visits = 5;

/** How soon the first view and the first decoded frame of a run stand, in a browser that has nothing of it. */
export const firstView: Measurement = async (setting) => {
  const times: { readonly view: number; readonly frame: number }[] = [];
  for (let visit = 0; visit < visits; visit++) {
    times.push(
      await inPage(setting, async (page) => {
        await page.goto(`${setting.address}#/run/quickstart`);
        await page.locator('.play[data-ready="yes"]').waitFor({ timeout: 120_000 });
        return await page.evaluate(() => ({
          view: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
          frame: performance.getEntriesByName('hgn-first-frame')[0]?.startTime ?? NaN,
        }));
      }),
    );
    setting.log(`visit ${visit + 1} of ${visits}`);
  }
  const median = (of: 'view' | 'frame') =>
    quantile(
      times.map((time) => time[of]),
      0.5,
    ) / 1000;
  return [
    atMost('first view of a run', median('view'), 0.8, 's'),
    atMost('first decoded frame', median('frame'), 2, 's'),
  ];
};
