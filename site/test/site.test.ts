import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchChromium } from '@hgn/testing';
import type { Browser, BrowserContextOptions, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite } from '../src/buildSite.ts';
import { serveSite } from '../src/serveSite.ts';

let out = '';
let server: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;

beforeAll(async () => {
  const started = performance.now();
  ({ out } = await buildSite({ api: true }));
  // For the log alone: on a busy machine a bound on it would fail for no fault of the site.
  process.stderr.write(`the site was built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  server = await serveSite(out, 0);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Opens a page, and fails where it asks another host or reports an error. */
async function visit<T>(
  path: string,
  options: BrowserContextOptions,
  look: (page: Page, responses: readonly Response[]) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const problems: string[] = [];
  const responses: Response[] = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('response', (response) => {
      if (response.url().startsWith('data:')) return;
      if (!response.url().startsWith(server.address)) problems.push(`asked ${response.url()}`);
      responses.push(response);
    });
    await page.goto(server.address + path, { waitUntil: 'networkidle' });
    const result = await look(page, responses);
    expect(problems).toEqual([]);
    return result;
  } finally {
    await context.close();
  }
}

const htmlFiles = (): string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html') && !file.startsWith('viewer/'));

describe('the site', () => {
  test('has a page for everything in the menu, and the references', () => {
    const files = new Set(htmlFiles());
    for (const page of [
      'index',
      'guide/tour',
      'reference/configuration',
      'reference/commands',
      'api/integrators/index',
    ])
      expect(files).toContain(`${page}.html`);
    expect(files.size).toBeGreaterThan(40);
  });

  test('has no link that leads nowhere, fragments included', () => {
    const ids = new Map<string, ReadonlySet<string>>();
    const idsOf = (file: string): ReadonlySet<string> | undefined => {
      if (!ids.has(file)) {
        try {
          const text = readFileSync(join(out, file), 'utf8');
          ids.set(file, new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => decode(id))));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
          return undefined;
        }
      }
      return ids.get(file);
    };
    const dead: string[] = [];
    for (const file of htmlFiles()) {
      const text = readFileSync(join(out, file), 'utf8');
      for (const [, address] of text.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
        const link = decode(address);
        if (/^([a-z]+:|\/\/)/i.test(link)) continue;
        const [path, fragment] = link.split('#');
        const target =
          path === ''
            ? file
            : posix.normalize(path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(file), path));
        const page = target === '.' || target.endsWith('/') ? posix.join(target, 'index.html') : target;
        const found = /\.[a-z0-9]+$/.test(page) ? page : `${page}.html`;
        const anchors = idsOf(found);
        if (anchors === undefined) dead.push(`${file}: ${link}`);
        else if (
          fragment &&
          found.endsWith('.html') &&
          !found.startsWith('viewer/') &&
          !anchors.has(decodeURIComponent(fragment))
        )
          dead.push(`${file}: ${link} has no such place`);
      }
    }
    expect(dead).toEqual([]);
  });

  test('opens on at most 200 kB, with a figure that needs no script', async () => {
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('class="hgn-figure"');
    const bytes = await visit('', {}, async (_, responses) => {
      const bodies = await Promise.all(
        responses.map(async (response) => gzipSync(await response.body()).byteLength),
      );
      return bodies.reduce((sum, size) => sum + size, 0);
    });
    expect(bytes).toBeLessThan(200_000);
  });

  test('has figures that follow their sliders', async () => {
    await visit('guide/hamiltonian-networks.html', {}, async (page) => {
      const figure = page.locator('.live').first();
      const drawing = figure.locator('.drawing');
      const before = await drawing.innerHTML();
      await figure.getByLabel('First angle').fill('2.6');
      await expect.poll(async () => await drawing.innerHTML()).not.toBe(before);
      expect(await drawing.textContent()).toContain('2.60 rad');
    });
  });

  test('finds pages without a network', async () => {
    await visit('guide/tour.html', {}, async (page) => {
      await page.keyboard.press('Control+k');
      await page.locator('#localsearch-input').fill('poincareSection');
      await page.locator('.VPLocalSearchBox .result').first().waitFor();
      expect(await page.locator('.VPLocalSearchBox .results').textContent()).toMatch(/integrators/);
    });
  });

  test('shows a notebook of the viewer where a reader asks for it', async () => {
    await visit('guide/tour.html', {}, async (page) => {
      await page.getByRole('button', { name: 'Train a Hamiltonian network in this page' }).click();
      await page.frameLocator('iframe').getByRole('heading', { level: 1 }).first().waitFor();
    });
  });

  const axe = readFileSync(
    join(dirname(createRequire(import.meta.url).resolve('axe-core/package.json')), 'axe.min.js'),
    'utf8',
  );
  const looked = [
    'index',
    'guide/tour',
    'guide/hamiltonian-networks',
    'guide/which-integrator',
    'results/models',
    'packages/integrators',
    'reference/configuration',
    'api/integrators/index',
  ];
  test.for(looked.flatMap((path) => (['light', 'dark'] as const).map((mode) => [path, mode] as const)))(
    'is accessible and fits a phone: %s, %s',
    async ([path, mode]) => {
      await visit(
        `${path}.html`,
        { colorScheme: mode, viewport: { width: 360, height: 740 } },
        async (page) => {
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow).toBeLessThanOrEqual(0);
          await page.evaluate(axe);
          const violations = await page.evaluate(async () => {
            const { axe: checker } = globalThis as unknown as {
              axe: {
                run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
              };
            };
            return (await checker.run()).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
          });
          expect(violations).toEqual([]);
        },
      );
    },
  );
});

function decode(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}

test('the pages name no folder of the machine that built them', () => {
  const home = relative('/', join(out, '..', '..'));
  for (const file of htmlFiles()) expect(readFileSync(join(out, file), 'utf8')).not.toContain(`/${home}/`);
});
