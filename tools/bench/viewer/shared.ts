import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shareRun } from '@hgn/viewer';
import { atMost, inPage, quantile, type Measurement } from './bench.ts';

/** Visits whose median counts. */
const visits = 3;

/** A run as one HTML file: its size and its first frame from the disk; and a run without an export: its export in the page. */
export const shared: Measurement = async (setting) => {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
  try {
    const run = join(folder, 'runs/quickstart');
    await cp(setting.run, run, { recursive: true });
    const file = join(folder, 'quickstart.html');
    const size = await shareRun({ run, out: file });
    const marked = async (address: string, name: string): Promise<number> =>
      await inPage(setting, async (page) => {
        await page.goto(address);
        await page.locator('.play[data-ready="yes"]').waitFor({ timeout: 120_000 });
        return await page.evaluate((mark) => {
          const [entry] = performance.getEntriesByName(mark);
          return ((entry?.entryType === 'measure' ? entry.duration : entry?.startTime) ?? NaN) / 1000;
        }, name);
      });
    const median = async (address: string, name: string): Promise<number> => {
      const times: number[] = [];
      for (let visit = 0; visit < visits; visit++) times.push(await marked(address, name));
      return quantile(times, 0.5);
    };
    const frame = await median(pathToFileURL(file).href, 'hgn-first-frame');
    await rm(join(run, 'export'), { recursive: true });
    const viewer = await setting.serve(join(folder, 'runs'));
    const exported = await median(`${viewer.address}#/run/quickstart`, 'hgn-export');
    return [
      atMost('one HTML file', size / 1e6, 6.5, 'MB'),
      atMost('one HTML file, first decoded frame from the disk', frame, 3, 's'),
      atMost('export of a checkpoint in the page', exported, 2, 's'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
