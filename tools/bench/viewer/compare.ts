import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, inPage, type Measurement } from './bench.ts';

/** Runs that are compared, and logged steps of each. */
const [runs, points] = [200, 4000];

/** Runs whose curve is made to stand out, each of which draws all of them again. */
const pointedAt = 20;

/** How long 200 runs of 4000 logged steps take to be compared, and one redraw of all their curves. */
export const compare: Measurement = async (setting) => {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
  try {
    setting.log('writing 200 runs of 4000 logged steps');
    await writeRuns(folder);
    const viewer = await setting.serve(folder);
    return await inPage(setting, async (page) => {
      await page.goto(`${viewer.address}#/compare`);
      const done = page.locator('[data-read="done"]');
      await done.waitFor({ timeout: 120_000 });
      const seconds = Number(await done.getAttribute('data-seconds'));
      const redraws: number[] = [];
      const rows = page.locator('tr[data-run]');
      for (let row = 0; row < pointedAt; row++) {
        await rows.nth(row).hover();
        redraws.push(Number(await done.getAttribute('data-redraw')));
      }
      return [
        atMost('200 runs of 4000 points compared', seconds, 1, 's'),
        atMost('200 runs of 4000 points, longest redraw', Math.max(...redraws), 50, 'ms'),
      ];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs as training leaves them: losses that fall, each in its own way. */
async function writeRuns(folder: string): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const place = join(folder, `run-${run}`);
    await mkdir(place);
    const lines = Array.from({ length: points }, (_, i) => {
      const step = 10 * (i + 1);
      const mse = 0.01 * Math.exp(-step / (3000 + 100 * run)) * (1 + 0.3 * Math.sin(i * (run + 1))) + 1e-5;
      return JSON.stringify({ step, loss: mse * 1.01, mse, kl: 50 + mse, seconds: step * 0.03 });
    });
    await writeFile(join(place, 'metrics.jsonl'), `${lines.join('\n')}\n`);
    await writeFile(join(place, 'config.yaml'), 'preset: quickstart\nsystem: mass-spring\n');
    await writeFile(join(place, 'run.json'), '{"status":"finished"}\n');
  }
}
