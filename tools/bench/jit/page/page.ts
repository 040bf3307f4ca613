import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '@hgn/jit';
import { openInBrowser } from '@hgn/testing';
import { UsageError, type BenchmarkOptions } from '../../lib/benchmark.ts';
import { compare } from '../../lib/compare.ts';
import { startNode } from '../../peers/contestant.ts';
import { pageProblems, type PageSetup } from './problems.ts';

const threads = 2;

const pageEngines = ['onnx-wasm', 'wasm'] as const;

/** Of the executor as WebAssembly. */
const native = fileURLToPath(new URL('../../../../packages/jit/native', import.meta.url));

/** A training step in Chromium (`onnx-wasm` and `wasm`, one thread and two) beside the same in Node. */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const names = args.length > 0 ? args : Object.keys(pageProblems);
  const unknown = names.filter((name) => !(name in pageProblems));
  if (unknown.length > 0) {
    throw new UsageError(
      `jit page: there is no problem ${unknown.join(', ')}; there are ${Object.keys(pageProblems).join(', ')}`,
    );
  }
  const rows: object[] = [];
  for (const name of names) rows.push(...(await measure(name, log)));
  return rows;
}

interface Side {
  readonly name: string;
  steps(count: number): Promise<number>;
  stop(): Promise<void>;
}

async function measure(problem: string, log: (line: string) => void): Promise<object[]> {
  const sides: Side[] = [];
  try {
    const firstSteps: (number | undefined)[] = [];
    for (const engine of ['onnx-cpu', ...pageEngines] as const) {
      sides.push(await inNode(problem, engine, threads));
      firstSteps.push(undefined);
    }
    for (const engine of pageEngines) {
      for (const count of [1, threads]) {
        const { side, firstStep } = await inPage(problem, engine, count);
        sides.push(side);
        firstSteps.push(firstStep);
      }
    }
    const losses: number[] = [];
    for (const [i, { steps }] of sides.entries())
      losses.push(await steps(firstSteps[i] === undefined ? 2 : 1));
    losses.forEach((loss, i) => {
      const error = Math.abs(loss - losses[0]) / Math.abs(losses[0]);
      if (!(error < 1e-3)) {
        throw new Error(
          `jit page: ${problem}: ${sides[0].name} has the loss ${losses[0]}, ${sides[i].name} ${loss}`,
        );
      }
      log(
        `${problem}: loss ${losses[0].toPrecision(7)}, ${sides[i].name} agrees to ${error.toExponential(1)}`,
      );
    });
    const contestants = Object.fromEntries(
      sides.map(({ name, steps }) => [
        name,
        async (count: number) => {
          await steps(count);
        },
      ]),
    );
    const timings = await compare(contestants, { rounds: 10, sampleTime: 300, pause: 500 });
    return timings.map(({ name, best, median }, i) => ({
      problem,
      side: name,
      ms: best,
      median_ms: median,
      ratio: best / timings[0].best,
      median_ratio: median / timings[0].median,
      ...(firstSteps[i] === undefined ? {} : { first_step_s: firstSteps[i] }),
      cores: cpus().length,
    }));
  } finally {
    for (const { stop } of sides) await stop();
  }
}

async function inNode(problem: string, engine: EngineName, count: number): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-bench-'));
  const program = startNode(new URL('../ours.ts', import.meta.url));
  const stop = () => {
    program.stop();
    rmSync(folder, { recursive: true });
    return Promise.resolve();
  };
  try {
    const { version } = await program.ask({
      setup: { problem, file: join(folder, 'problem.safetensors'), threads: count, engine },
    });
    if (version !== engine) throw new Error(`jit page: wanted ${engine}, but got ${String(version)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: `Node, ${engine}, ${count} threads`,
    steps: async (steps) => Number((await program.ask({ steps })).loss),
    stop,
  };
}

/** The page, and the seconds from opening its address to the end of its first step, all files from this machine. */
async function inPage(
  problem: string,
  wanted: EngineName,
  count: number,
): Promise<{ side: Side; firstStep: number }> {
  const distribution = dirname(
    createRequire(new URL('../../../../packages/jit/package.json', import.meta.url)).resolve(
      'onnxruntime-web/wasm',
    ),
  );
  const page = await openInBrowser(readFileSync(new URL('inPage.ts', import.meta.url), 'utf8'), {
    folder: import.meta.dirname,
    conditions: [],
    timeout: 120_000,
    files: {
      ...filesAt('/ort/', distribution, [
        'ort.wasm.min.mjs',
        'ort-wasm-simd-threaded.mjs',
        'ort-wasm-simd-threaded.wasm',
      ]),
      ...filesAt('/native/', native, [
        'prebuilds/wasm/hgn-simd.wasm',
        'prebuilds/wasm/hgn-relaxed.wasm',
        'wasm/thread.mjs',
      ]),
    },
  });
  try {
    const setup: PageSetup = { problem, threads: count, engine: wanted };
    const { engine, isolated, sinceOpened } = (await page.call('start', setup)) as {
      engine: string;
      isolated: boolean;
      sinceOpened: number;
    };
    if (engine !== wanted || !isolated) {
      throw new Error(`jit page: wanted ${wanted} in an isolated page, but got ${engine}`);
    }
    const side: Side = {
      name: `Chromium, ${wanted}, ${count} ${count === 1 ? 'thread' : 'threads'}`,
      steps: async (steps) => Number(await page.call('steps', steps)),
      stop: () => page.close(),
    };
    return { side, firstStep: sinceOpened / 1000 };
  } catch (error) {
    await page.close();
    throw error;
  }
}

/** Files of a folder as a page gets them. */
const filesAt = (path: string, folder: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`${path}${name}`, readFileSync(join(folder, name))]));
