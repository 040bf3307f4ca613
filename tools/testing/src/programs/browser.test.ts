import { expect, test } from 'vitest';
import { openInBrowser, runInBrowser } from './browser.ts';

const folder = import.meta.dirname;

test('a bundled TypeScript module runs in an isolated page and returns its result', async () => {
  const source = `export const main = async (): Promise<object> => ({ isolated: crossOriginIsolated, sum: 1 + 2 });`;
  expect(await runInBrowser(source, { folder })).toEqual({ isolated: true, sum: 3 });
});

test('an error in the page is an error of the test', async () => {
  await expect(
    runInBrowser(`export const main = () => { throw new Error('broken'); };`, { folder }),
  ).rejects.toThrow('broken');
});

test('a page that logs an error fails', async () => {
  await expect(runInBrowser(`export const main = () => console.error('odd');`, { folder })).rejects.toThrow(
    'odd',
  );
});

test('a page keeps its state from call to call', async () => {
  const source = `let sum = 0; export const add = (x: number) => (sum += x);`;
  const page = await openInBrowser(source, { folder });
  try {
    await page.call('add', 2);
    expect(await page.call('add', 3)).toBe(5);
  } finally {
    await page.close();
  }
});
