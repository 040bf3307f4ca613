import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

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
