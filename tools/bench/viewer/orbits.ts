import { atLeast, atMost, inPage, playing, type Measurement } from './bench.ts';

/** Seconds that are watched. */
const seconds = 4;

/** Counts frames of the screen; a text, since what a compiler adds to functions is not there in the page. */
const counting = `new Promise((resolve) => {
  let [frames, start] = [-1, 0];
  requestAnimationFrame(function tick(now) {
    frames += 1;
    if (frames === 0) start = now;
    if (now - start < ${1000 * seconds}) requestAnimationFrame(tick);
    else resolve({ frames, time: (now - start) / 1000 });
  });
})`;

/** 200 trajectories that move with the clock: frames per second, and script of the page in each. */
export const orbits: Measurement = async (setting) =>
  await inPage(setting, async (page) => {
    await page.goto(`${setting.address}#/run/quickstart`);
    await playing(page);
    await page.getByLabel('200 orbits').check();
    await page.locator('.play[data-orbits="200"]').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const script = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN;
    };
    const before = await script();
    const { frames, time } = await page.evaluate<{ frames: number; time: number }>(counting);
    const spent = (1000 * ((await script()) - before)) / frames;
    return [
      atLeast('200 trajectories', frames / time, 58, 'frames/s'),
      atMost('200 trajectories, script per frame', spent, 4, 'ms'),
    ];
  });
