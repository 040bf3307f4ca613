import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { atMost, inPage, type Measurement } from './bench.ts';

/** How much JavaScript the first view of a run asks for, and how much there is at all, compressed. */
export const sizes: Measurement = async (setting) => {
  const { app, address } = setting;
  const packed = async (path: string) =>
    gzipSync(await readFile(join(app, path)), { level: 9 }).length / 1000;
  const isScript = (path: string): boolean => /\.m?js$/.test(path);
  const asked = await inPage(setting, async (page) => {
    const paths = new Set<string>();
    page.context().on('request', (request) => paths.add(new URL(request.url()).pathname.slice(1)));
    await page.goto(`${address}#/run/quickstart`);
    await page.locator('.play[data-ready="yes"]').waitFor({ timeout: 120_000 });
    return [...paths].filter(isScript).filter((path) => path.startsWith('assets/'));
  });
  const sum = async (paths: readonly string[]) => {
    const each = await Promise.all(paths.map(packed));
    return each.reduce((total, size) => total + size, 0);
  };
  const all = (await readdir(app, { recursive: true })).filter(isScript);
  return [
    atMost('JavaScript of the first view, gzipped', await sum(asked), 250, 'kB'),
    atMost('all JavaScript, gzipped', await sum(all), 800, 'kB'),
  ];
};
