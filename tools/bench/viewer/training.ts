import { atMost, inPage, quantile, type Measurement } from './bench.ts';

/** Watches tasks of the page and times between two of its frames; a text, since what a compiler adds is not there in the page. */
const watching = `(() => {
  const seen = globalThis.seen = { tasks: [], frames: [] };
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  let last;
  requestAnimationFrame(function tick(now) {
    if (last !== undefined) seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  });
})()`;

/** Two networks learn in the page while it draws what they know: its longest task, and the time between two frames. */
export const training: Measurement = async (setting) =>
  await inPage(setting, async (page) => {
    await page.goto(`${setting.address}#/notebook/hamiltonian-network`);
    await page.locator('.says[data-finished]').waitFor({ timeout: 120_000 });
    await page.evaluate(watching);
    await page.locator('.says[data-finished="true"]').waitFor({ timeout: 240_000 });
    const { tasks, frames } = await page.evaluate<{ tasks: number[]; frames: number[] }>('seen');
    if (frames.length < 20) {
      throw new Error(
        `bench viewer: training must be watched for 20 frames, but ended after ${frames.length}`,
      );
    }
    return [
      // Browsers report tasks from 50 ms on.
      atMost('tasks above 50 ms while two networks learn', tasks.length, 0, 'tasks'),
      atMost('longest task while two networks learn', Math.max(0, ...tasks), 50, 'ms (0: none above 50)'),
      atMost(
        'between two frames while two networks learn, 95th percentile',
        quantile(frames, 0.95),
        17,
        'ms',
      ),
    ];
  });
