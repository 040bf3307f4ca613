import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { UsageError, type BenchmarkOptions } from '../../lib/benchmark.ts';
import { compare } from '../../lib/compare.ts';
import { startNode } from '../../peers/contestant.ts';
import { curves, type CurveName } from './curves.ts';
import { costFigure } from './figure.ts';
import { fitPowerLaw } from './fit.ts';
import type { Point } from './point.ts';

const names = Object.keys(curves) as CurveName[];
const figures = new URL('../../../../packages/jit/docs/', import.meta.url);
const threads = 2;

/**
 * Step time, compile time and memory along each curve, every point in a process of its own, with the exponents of power
 * laws: over all points, and between the last two. `--quick` takes the first three points of each; `--figures` draws.
 */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const { values: options, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, figures: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !(name in curves));
  if (unknown.length > 0) {
    throw new UsageError(`jit costs: there is no curve ${unknown.join(', ')}; there are ${names.join(', ')}`);
  }
  const points: Point[] = [];
  for (const curve of names.filter((name) => positionals.length === 0 || positionals.includes(name))) {
    const { values } = curves[curve];
    for (const value of options.quick ? values.slice(0, 3) : values) {
      const point = await measure(curve, value, options.quick);
      log(`${curve} ${value}: ${point.step_ms.toFixed(2)} ms, compiled in ${point.compile_s.toFixed(2)} s`);
      points.push(point);
    }
  }
  if (options.figures) draw(points, log);
  return [...points, ...exponents(points)];
}

async function measure(curve: CurveName, value: number, quick: boolean): Promise<Point> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-costs-'));
  const program = startNode(new URL('../ours.ts', import.meta.url));
  try {
    const file = join(folder, 'problem.safetensors');
    const { compileSeconds, stats } = await program.ask({
      setup: { problem: { curve, value }, file, threads },
    });
    const steps = async (count: number) => {
      const { loss } = await program.ask({ steps: count });
      if (!Number.isFinite(loss))
        throw new Error(`jit costs: ${curve} ${value}: the loss is ${String(loss)}`);
    };
    const [{ best }] = await compare({ steps }, quick ? { rounds: 2, sampleTime: 50, pause: 0 } : { rounds: 7, sampleTime: 300, pause: 300 }); // oxfmt-ignore
    return {
      curve,
      value,
      step_ms: best,
      compile_s: Number(compileSeconds),
      peak_mib: program.peakMemory() ?? NaN,
      nodes: (stats as { readonly onnxNodes: number }).onnxNodes,
    };
  } finally {
    program.stop();
    rmSync(folder, { recursive: true });
  }
}

function exponents(points: readonly Point[]): object[] {
  return names.flatMap((curve) => {
    const mine = points.filter((point) => point.curve === curve);
    if (mine.length < 2) return [];
    const x = mine.map(({ value }) => value);
    const law = (of: (point: Point) => number) => ({
      all: fitPowerLaw(x, mine.map(of)).exponent,
      last: fitPowerLaw(x.slice(-2), mine.slice(-2).map(of)).exponent,
    });
    return [
      { curve, fit: 'exponent', step: law((p) => p.step_ms), compile: law((p) => p.compile_s), peak: law((p) => p.peak_mib) },
    ]; // oxfmt-ignore
  });
}

function draw(points: readonly Point[], log: (line: string) => void): void {
  mkdirSync(figures, { recursive: true });
  const quantities = {
    'cost-of-a-step': ['Time of a training step', (point: Point) => point.step_ms],
    'cost-of-compiling': ['Time to compile a training step', (point: Point) => point.compile_s],
    'cost-in-memory': ['Most memory of the process', (point: Point) => point.peak_mib],
  } as const;
  for (const [name, [title, of]] of Object.entries(quantities)) {
    const file = new URL(`${name}.svg`, figures);
    writeFileSync(file, `${costFigure(title, points, of)}\n`);
    log(`drawn: ${fileURLToPath(file)}`);
  }
}
