import { runInBrowser } from '@hgn/testing';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title =
  'Redraws of figures and canvas painters in Chromium: script per frame, frames per second';

/** One thing that is redrawn in every animation frame. */
export interface RedrawRow {
  readonly name: string;
  /** Milliseconds of script in a frame. */
  readonly script_ms: number;
  readonly script_p95_ms: number;
  readonly frames_per_second: number;
  /** The most script that a frame may take; null where there is no such rule. */
  readonly gate_ms: number | null;
  readonly within: boolean | null;
}

/** `npm run bench -- viz [times the usual data] [seconds a case] [names…]`. */
export async function run({ args, log }: BenchmarkOptions): Promise<RedrawRow[]> {
  const [size = '1', seconds = '1.5', ...names] = args;
  if (!(Number(size) > 0) || !(Number(seconds) > 0)) {
    throw new UsageError(`bench viz: size and seconds must be above 0, but got ${size} and ${seconds}`);
  }
  log(`${size} times the usual data, ${seconds} s each`);
  const source = `
    import { measure } from './page.ts';
    export const main = () => measure(${JSON.stringify({ size: Number(size), seconds: Number(seconds), names })});`;
  const rows = await runInBrowser(source, { folder: import.meta.dirname, conditions: [], timeout: 300_000 });
  return rows as RedrawRow[];
}
