import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromiumPath, launchChromium } from '@hgn/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { startViewer, type RunningViewer } from '../../../src/index.ts';
import { builtApp } from './builtApp.ts';
import { trainedRuns } from './trainedRun.ts';

/** What a test of pages works with. */
export interface ViewerTest {
  /** An empty page; `open` leads it to the app. */
  readonly page: Page;
  /** Opens an address of the app: `#/run/quickstart`. */
  readonly open: (hash?: string) => Promise<void>;
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  /** Console errors that the test provokes on purpose: matched ones are no failure. */
  readonly expectErrors: (pattern: RegExp) => void;
  /** Asserts now what every test asserts at its end: useful between two views. */
  readonly assertAccessible: () => Promise<void>;
}

/** How a test of pages is set up. */
export interface ViewerTestOptions {
  /** Folders of runs that the server shows, or how they are made; default the trained run, as `quickstart`. */
  readonly folders?: readonly string[] | (() => Promise<readonly string[]>);
  /** What the browser pretends: `colorScheme`, `viewport`, `reducedMotion`, … */
  readonly browser?: BrowserContextOptions;
  /** Milliseconds; default 180 000, of which training may need the most. */
  readonly timeout?: number;
}

/** Nothing but this machine can be reached: names other than its own resolve to nothing. */
const offline = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Promise<Browser> | undefined;
afterAll(async () => {
  const opened = browser;
  browser = undefined;
  await (await opened)?.close();
});

/**
 * A test in Chromium against the built app behind the real server. Whatever it does, it fails when the console shows an
 * error, when anything outside of the loopback address is asked for, or when axe finds something serious in the view
 * that it ends with.
 */
export function viewerTest(
  name: string,
  body: (viewer: ViewerTest) => Promise<void>,
  options: ViewerTestOptions = {},
): void {
  const missing = chromiumPath() === undefined && process.env.CI === undefined;
  if (missing) console.warn(`skipped: “${name}” needs Chromium (apt-get install chromium)`);
  test.skipIf(missing)(name, { timeout: options.timeout ?? 180_000 }, () => run(body, options));
}

async function run(body: (viewer: ViewerTest) => Promise<void>, options: ViewerTestOptions): Promise<void> {
  const stop = new AbortController();
  const io = { cwd: process.cwd(), stderr: process.stderr, signal: stop.signal };
  const { folders: given = async () => [await trainedRuns()] } = options;
  const folders = typeof given === 'function' ? await given() : given;
  const viewer: RunningViewer = await startViewer({ folders, app: await builtApp(), port: 0, io });
  browser ??= launchChromium([offline]);
  const context = await (await browser).newContext(options.browser ?? {});
  const failures: string[] = [];
  const expected: RegExp[] = [];
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => failures.push(`thrown: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(`console: ${message.text()} ${message.location().url}`);
    });
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (!['blob:', 'data:'].includes(protocol) && hostname !== '127.0.0.1') {
        failures.push(`asked the network: ${request.url()}`);
      }
    });
    const assertAccessible = async (): Promise<void> => expect(await seriousProblems(page)).toEqual([]);
    await body({
      page,
      address: viewer.address,
      open: async (hash = '') => {
        await page.goto(`${viewer.address}${hash}`);
      },
      expectErrors: (pattern) => void expected.push(pattern),
      assertAccessible,
    });
    if (page.url().startsWith(viewer.address)) await assertAccessible();
    expect(failures.filter((failure) => !expected.some((pattern) => pattern.test(failure)))).toEqual([]);
  } finally {
    await context.close();
    stop.abort();
    await viewer.ended;
  }
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe calls serious or critical in the page as it is, and in the frames of notebooks, which it cannot reach by itself. */
async function seriousProblems(page: Page): Promise<readonly string[]> {
  const found: AxeResult['violations'][number][] = [];
  for (const frame of page.frames()) {
    await frame.evaluate(axe);
    const options = '{ resultTypes: ["violations"], iframes: false, preload: false }';
    found.push(...(await frame.evaluate<AxeResult>(`axe.run(document, ${options})`)).violations);
  }
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    );
}
