import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@hgn/testing';
import { zipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportSite } from '../../src/server/away/exportSite.ts';
import { shareRun } from '../../src/server/away/shareRun.ts';
import { runHgn, tinyTraining } from '../runHgn.ts';
import { builtApp } from './setup/builtApp.ts';
import { plainHost } from './setup/plainHost.ts';
import { viewerTest } from './setup/viewerTest.ts';
import { watchedPage } from './setup/watchedPage.ts';

let cwd: string;
let app: string;
let browser: Browser;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  app = await builtApp();
  await runHgn(['train', ...tinyTraining, '--steps', '4', '--out', 'runs/spring', '--no-report'], cwd);
  await rm(join(cwd, 'runs/spring/export'), { recursive: true, force: true });
  await cp(join(cwd, 'runs/spring'), join(cwd, 'exported/ball'), { recursive: true });
  await runHgn(['export', 'exported/ball'], cwd);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(cwd, { recursive: true, force: true });
});

/** Waits until the page shows a run's title and its model plays, or a problem. */
const opened = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.locator('.tab-play > *').first().waitFor();
  const problems = await page.locator('.tab-play .problem').allTextContents();
  expect(problems.filter((text) => text !== '')).toEqual([]);
};

describe('one HTML file', () => {
  it('opens from the disk in a fresh profile without a network and plays: one request', async () => {
    const out = join(cwd, 'ball.html');
    const bytes = await shareRun({ run: join(cwd, 'exported/ball'), out, app });
    expect(bytes).toBe((await stat(out)).size);
    expect(bytes).toBeLessThan(6.5e6);
    const { page, requests, complaints } = await watchedPage(browser, { offline: true });
    await page.goto(`file://${out}`);
    await opened(page, 'ball');
    expect(requests).toEqual([`file://${out}`]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('ball · HGN');
    await page.context().close();
  });

  viewerTest('is saved by a button of the run page, as the command writes it', async ({ page, open }) => {
    await open('#/run/quickstart');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Share as one file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('quickstart.html');
    const out = join(cwd, 'saved.html');
    await download.saveAs(out);
    expect((await stat(out)).size).toBeLessThan(6.5e6);
    const shared = await watchedPage(browser, { offline: true });
    await shared.page.goto(`file://${out}`);
    await opened(shared.page, 'quickstart');
    expect(shared.requests).toEqual([`file://${out}`]);
    expect(shared.complaints).toEqual([]);
    await shared.page.context().close();
  });

  it('has equal bytes for an equal run, and says what is missing', async () => {
    const run = join(cwd, 'exported/ball');
    await shareRun({ run, out: join(cwd, 'one.html'), app });
    await shareRun({ run, out: join(cwd, 'two.html'), app });
    expect(Buffer.compare(await readFile(join(cwd, 'one.html')), await readFile(join(cwd, 'two.html')))).toBe(
      0,
    );
    const out = join(cwd, 'none.html');
    await expect(shareRun({ run: join(cwd, 'runs/spring'), out, app })).rejects.toThrow(
      'export its model first',
    );
    await expect(shareRun({ run: cwd, out, app })).rejects.toThrow('must be one run, but holds 2');
    await expect(shareRun({ run, out, app: cwd })).rejects.toThrow('the app must be built');
  });
});

describe('a folder for a static host', () => {
  it('shows its runs from any address, on a host without special headers; a run without an export is exported in the page', async () => {
    const out = join(cwd, 'site');
    const runs = await exportSite({ folders: [join(cwd, 'runs'), join(cwd, 'exported')], out, app });
    expect(runs.map(({ name }) => name)).toEqual(['spring', 'ball']);
    expect(await readdir(join(out, 'runs/spring/checkpoints'))).toEqual(['step-00000004.safetensors']);
    expect(await readdir(join(out, 'runs/ball'))).not.toContain('checkpoints');
    const host = await plainHost(out);
    try {
      const { page, requests, complaints } = await watchedPage(browser);
      for (const name of ['spring', 'ball']) {
        await page.goto(host.address);
        await page.getByRole('link', { name }).click();
        await opened(page, name);
      }
      expect(complaints).toEqual([]);
      expect(requests.filter((address) => !address.startsWith(host.address))).toEqual([]);
      await page.context().close();
    } finally {
      host.close();
    }
  });

  it('is not written over something else, or without a run', async () => {
    await expect(exportSite({ folders: [join(cwd, 'runs')], out: join(cwd, 'runs'), app })).rejects.toThrow(
      'must be empty, but holds spring',
    );
    await expect(exportSite({ folders: [join(cwd, 'nowhere')], out: join(cwd, 'b'), app })).rejects.toThrow(
      'holds none; train one first',
    );
  });
});

describe('dropping', () => {
  /** Drops files or folders of the disk on the page, as a hand would. */
  const drop = async (page: Page, files: readonly string[]): Promise<void> => {
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    const say = (type: 'dragEnter' | 'dragOver' | 'drop') =>
      devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
    await page.evaluate(() => {
      delete document.documentElement.dataset.dropped;
      addEventListener('drop', () => (document.documentElement.dataset.dropped = 'yes'), { once: true });
    });
    // A hand tries again where the page was not listening yet, or the browser had not heard that the page takes files.
    await expect
      .poll(
        async () => {
          await say('dragEnter');
          await say('dragOver');
          await page.waitForTimeout(100);
          await say('dragOver');
          await say('drop');
          return page.evaluate(() => document.documentElement.dataset.dropped);
        },
        { timeout: 60_000 },
      )
      .toBe('yes');
  };

  it('a run folder, an export, a checkpoint or a zip opens it, on a page without runs; nothing leaves the machine', async () => {
    const host = await plainHost(app);
    try {
      const { page, requests, complaints } = await watchedPage(browser);
      const run = join(cwd, 'runs/spring');
      const read = async (path: string) => [path, new Uint8Array(await readFile(join(run, path)))] as const;
      const zipped = await Promise.all(
        ['run.json', 'config.yaml', 'checkpoints/step-00000004.safetensors'].map(read),
      );
      await writeFile(join(cwd, 'packed.zip'), zipSync(Object.fromEntries(zipped)));
      for (const [path, name] of [
        ['runs/spring', 'spring'],
        ['exported/ball/export', 'export'],
        ['runs/spring/checkpoints/step-00000004.safetensors', 'step-00000004'],
        ['packed.zip', 'packed'],
      ]) {
        await page.goto(host.address);
        const before = requests.length;
        await drop(page, [join(cwd, path)]);
        await opened(page, name);
        // Parts of the app may load, but nothing of the run is asked for or sent.
        expect(requests.slice(before).filter((address) => !address.includes('/assets/'))).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    } finally {
      host.close();
    }
  });

  viewerTest('is done by buttons as well: a folder, or a file', async ({ page, open }) => {
    await open();
    for (const [button, path, name] of [
      ['Open a run folder …', 'runs/spring', 'spring'],
      ['Open a zip or a checkpoint …', 'runs/spring/checkpoints/step-00000004.safetensors', 'step-00000004'],
    ]) {
      await open();
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: button }).press('Enter'),
      ]);
      await chooser.setFiles(join(cwd, path));
      await opened(page, name);
    }
  });

  it('something else says what was seen and what is wanted, until it is closed', async () => {
    await writeFile(join(cwd, 'notes.txt'), 'no run');
    await writeFile(join(cwd, 'broken.zip'), 'no zip');
    const host = await plainHost(app);
    try {
      const { page, complaints } = await watchedPage(browser);
      await page.goto(host.address);
      await drop(page, [join(cwd, 'notes.txt')]);
      const alert = page.locator('.drop-message[role=alert]');
      await alert.getByText('No run is in notes.txt (it holds notes.txt): drop the folder').waitFor();
      await drop(page, [join(cwd, 'broken.zip')]);
      await alert.getByText('broken.zip is no zip archive that can be read').waitFor();
      await alert.getByRole('button', { name: 'Close' }).click();
      expect(await alert.count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.context().close();
    } finally {
      host.close();
    }
  });
});
