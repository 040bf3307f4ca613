import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const executables = [
  process.env.HGN_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Starts headless Chromium; the caller closes it. */
export async function startChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = executables.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      'startChromium: no Chromium found; `apt-get install chromium`, or set HGN_CHROMIUM to its path',
    );
  }
  const quiet = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  return await chromium.launch({ executablePath, headless: true, args: [...quiet, ...args] });
}

/** A page that is watched: what it asked for and what it complained about. */
export interface WatchedPage {
  readonly page: Page;
  /** Addresses that were asked for, but those of memory (`blob:`, `data:`). */
  readonly requests: string[];
  readonly complaints: string[];
}

/** Opens a page in a profile of its own. */
export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, requests, complaints };
}
