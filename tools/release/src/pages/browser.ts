import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { installPacked, launchChromium } from '@hgn/testing';
import { publicPackages, type WorkspacePackage } from '../../../check/src/workspace.ts';
import { htmlBlocks, installWords, pastedBlocks } from '../installing/readmes.ts';
import { importsOf, installed, needsNode, staticFolder, type StaticFolder } from './staticFolder.ts';
import type { StepOptions, StepOutcome } from '../step.ts';

/** What the pages of READMEs find beside them: a model, with first weights. */
const exported = `
  import { createModel, createTrainer, exportOnnx, presets } from '@hgn/model';
  import { key } from '@hgn/nn';
  import { mkdirSync, writeFileSync } from 'node:fs';
  const { model: config, ...preset } = presets.quickstart;
  const network = createModel(config);
  const trainer = createTrainer(network, preset);
  const parameters = trainer.judgedParameters(trainer.init(key(1)));
  const { files } = exportOnnx(network, trainer, parameters, { dt: 0.125, protocol: preset.protocol });
  mkdirSync('export');
  for (const [name, content] of Object.entries(files)) writeFileSync('export/' + name, content);
`;

/** A page to be opened, and what it shows. */
interface PageToOpen {
  readonly what: string;
  readonly html: string;
}

/**
 * Serves the published files of all libraries as a CDN does, without a bundler and without any header but the type, and
 * opens in Chromium, by an import map: every entry but those of Node, every example of a README that needs no Node, and
 * every page that a README has.
 */
export async function tryInBrowser({ log }: StepOptions): Promise<StepOutcome> {
  const libraries = publicPackages().filter(({ group }) => group === 'packages');
  const others = new Set(libraries.flatMap((one) => installWords(one).others));
  const names = libraries.map(({ manifest }) => manifest.name);
  const { folder, run, remove } = await installPacked(names, [...others, 'onnxruntime-web']);
  try {
    const { status, stderr } = await run(exported);
    if (status !== 0) return { problems: [`there is no export to play\n${stderr}`], note: '' };
    const specifiers = libraries.flatMap(pageEntries);
    const examples: { what: string; code: string; name: string }[] = [];
    for (const one of libraries) {
      for (const { place, code } of pastedBlocks(one)) {
        const file = `${one.manifest.name}-${place}.mjs`.replaceAll(/[^\w.]+/g, '-');
        writeFileSync(join(folder, file), code);
        const imported = await importsOf(folder, file);
        if (needsNode(imported)) continue;
        specifiers.push(...imported);
        examples.push({ what: `${one.manifest.name} ${place}`, code, name: one.manifest.name });
      }
    }
    const pages = libraries.flatMap((one) =>
      htmlBlocks(one).map((html) => ({ what: `the page of ${one.manifest.name}`, html, one })),
    );
    specifiers.push(...pages.flatMap(({ html }) => moduleNames(html)));
    const modules = await staticFolder(folder, specifiers);
    const problems = names
      .filter(
        (name) => ![...examples, ...pages.map(({ one }) => one.manifest)].some((it) => it.name === name),
      )
      .map((name) => `${name}: its README has no example that runs in a page`);
    const map = `<!doctype html><link rel="icon" href="data:,">
      <script type="importmap">${JSON.stringify({ imports: modules.imports })}</script>`;
    const toOpen: PageToOpen[] = [
      ...libraries.flatMap(pageEntries).map((entry) => ({
        what: entry,
        html: `${map}<script type="module">import * as all from '${entry}';
          if (Object.keys(all).length === 0) throw new Error('empty');
          document.title = 'done';</script>`,
      })),
      ...examples.map(({ what, code }) => ({
        what,
        html: `${map}<script type="module">${code}\ndocument.title = 'done';</script>`,
      })),
      ...pages.map(({ what, html }) => ({
        what,
        html: `${map}${html}<script>${painted}</script>`,
      })),
    ];
    problems.push(...(await openAll(folder, modules, toOpen, log)));
    const version = `${names.length} packages as plain files`;
    return { problems, note: `${version}, ${examples.length} examples and ${pages.length} pages` };
  } finally {
    remove();
  }
}

/** Says when every canvas of a page shows something and it has changed. */
const painted = `
  const seen = new Map();
  const look = () => {
    const canvases = [...document.querySelectorAll('canvas')];
    const moved = canvases.filter((canvas) => {
      const now = canvas.toDataURL();
      const before = seen.get(canvas) ?? new Set();
      seen.set(canvas, before.add(now));
      return before.size > 2;
    });
    if (canvases.length > 0 && moved.length === canvases.length) document.title = 'done';
    else setTimeout(look, 50);
  };
  look();
`;

/** The entries of a package that are not Node's. */
function pageEntries({ manifest }: WorkspacePackage): string[] {
  return Object.entries(manifest.exports ?? {})
    .filter(([subpath, target]) => typeof target !== 'string' && subpath !== './node')
    .map(([subpath]) => manifest.name + subpath.slice(1));
}

/** What the scripts of a page import by name. */
export function moduleNames(html: string): string[] {
  return [...html.matchAll(/^\s*import\b[^'"]*['"]([^'"./][^'"]*)['"]/gm)].map(([, name = '']) => name);
}

async function openAll(
  folder: string,
  modules: StaticFolder,
  pages: readonly PageToOpen[],
  log: StepOptions['log'],
): Promise<string[]> {
  const server = await serve(
    folder,
    modules,
    pages.map(({ html }) => html),
  );
  const browser = await launchChromium();
  try {
    const problems: string[] = [];
    for (const [index, { what }] of pages.entries()) {
      const started = performance.now();
      problems.push(
        ...(await open(browser, `${server.address}page/${index}.html`)).map((line) => `${what}: ${line}`),
      );
      log(`${what} in Chromium ${browser.version()}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
    return problems;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function open(browser: Awaited<ReturnType<typeof launchChromium>>, address: string): Promise<string[]> {
  const page = await browser.newPage();
  const problems: string[] = [];
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  page.on('pageerror', (error) => fail(error));
  page.on('requestfailed', (request) => problems.push(`${request.url()} cannot be had`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`);
  });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== new URL(address).origin)
      problems.push(`asks ${request.url()}`);
  });
  try {
    await page.goto(address);
    await Promise.race([
      page.waitForFunction(`document.title === 'done'`, undefined, { timeout: 120_000 }),
      failed,
    ]);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await page.close();
  }
  return problems;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Plain files over HTTP on the loopback address: the installation, the modules beside it, the pages. */
async function serve(folder: string, { files }: StaticFolder, pages: readonly string[]) {
  const read = (path: string): Uint8Array | string | undefined => {
    const [, number] = /^\/page\/(\d+)\.html$/.exec(path) ?? [];
    if (number !== undefined) return pages[Number(number)];
    const own = files.get(path);
    if (own !== undefined) return own;
    const place = path.startsWith(`${installed}/`)
      ? join('node_modules', path.slice(installed.length))
      : path.replace(/^\/page\//, '/');
    try {
      return readFileSync(join(folder, normalize(place)));
    } catch {
      return undefined;
    }
  };
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url ?? '/', 'http://localhost').pathname);
    const body = read(path);
    const type = types[extname(path)] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
