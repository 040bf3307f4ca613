import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';

/** Where the user, Debian and other systems put the browser; first the one that has no windows, which is a third faster. */
const executables = [
  process.env.HGN_CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How to run a module in the browser. */
export interface BrowserOptions {
  /** The folder from which the module's imports are resolved. */
  readonly folder: string;
  /** Milliseconds until the module must have finished; default 60000. */
  readonly timeout?: number;
  /** Whether the page has WebGPU, on a driver in software where there is no graphics card; default false. */
  readonly webgpu?: boolean;
  /** Extra files to serve, by path (`/model.onnx`). */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Packages resolve to their sources (default) or, with `[]`, to what is built. */
  readonly conditions?: readonly string[];
}

/** Where Chromium is on this machine; undefined where it is not. */
export function chromiumPath(): string | undefined {
  return executables.find((path) => path !== undefined && existsSync(path));
}

/**
 * Starts Chromium without a window, and without anything that asks the network by itself.
 *
 * @param extraFlags what the command line says beside
 * @throws Error when Chromium is missing
 */
export async function launchChromium(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    throw new Error(
      'launchChromium: no Chromium found; `apt-get install chromium`, or set HGN_CHROMIUM to its path',
    );
  }
  // Here, not above: many test files import this one, and few start a browser.
  const { chromium } = await import('playwright-core');
  return await chromium.launch({ executablePath, headless: true, args: [...flags, ...extraFlags] });
}

/** A module that runs in a page of its own. */
export interface ModulePage {
  /**
   * Calls an export with JSON-like arguments and waits for its JSON-like result.
   *
   * @throws Error when the page throws or has logged an error, or when it is not done in time.
   */
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Bundles a TypeScript module, serves it on the loopback address and loads it in headless Chromium. The page is
 * cross-origin isolated, so threads work; it must be closed.
 *
 * @throws Error when Chromium is missing.
 */
export async function openInBrowser(source: string, options: BrowserOptions): Promise<ModulePage> {
  const server = await serve({ ...options.files, '/main.js': await bundle(source, options) });
  const browser = await launchChromium(options.webgpu === true ? ['--enable-unsafe-webgpu'] : []).catch(
    async (error: unknown) => {
      await server.close();
      throw error;
    },
  );
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await page.goto(server.address);
    return {
      close,
      call: async (name, ...args) => {
        const script = `import('/main.js').then((module) => module[${JSON.stringify(name)}](...${JSON.stringify(args)}))`;
        const result: unknown = await withTimeout(page.evaluate(script), options.timeout ?? 60_000);
        if (failures.length > 0) throw new Error(`the page reported\n${failures.join('\n')}`);
        return result;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Runs a TypeScript module in headless Chromium, as {@link openInBrowser} loads it. It exports a function `main`, whose
 * JSON-like result is returned.
 *
 * @throws Error when Chromium is missing, or when the page throws or logs an error.
 * @example
 * const title = await runInBrowser('export const main = () => navigator.userAgent', { folder: process.cwd() });
 */
export async function runInBrowser(source: string, options: BrowserOptions): Promise<unknown> {
  const page = await openInBrowser(source, options);
  try {
    return await page.call('main');
  } finally {
    await page.close();
  }
}

async function bundle(
  source: string,
  { folder, conditions = ['@hgn/source'] }: BrowserOptions,
): Promise<Uint8Array> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'ts', sourcefile: 'main.ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: [...conditions],
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].contents;
}

async function serve(files: Readonly<Record<string, Uint8Array | string>>) {
  const types: Readonly<Record<string, string>> = {
    js: 'text/javascript',
    wasm: 'application/wasm',
    mjs: 'text/javascript',
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const body =
      path === '/' ? '<!doctype html><link rel="icon" href="data:,"><title>test</title>' : files[path];
    const type =
      path === '/' ? 'text/html' : (types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function withTimeout<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the page had not finished after ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
