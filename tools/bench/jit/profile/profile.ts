import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { treeLeaves, type NdArray, type Tree } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UsageError, type BenchmarkOptions } from '../../lib/benchmark.ts';
import { compare } from '../../lib/compare.ts';
import { problems } from '../problems/problems.ts';
import { profileNative } from './native.ts';
import { fastest, operatorsIn, shares, sizeClass, type Operator } from './events.ts';

/** Operations a second that one core makes in products of matrices that fit its cache. */
const operationsPerSecond = 110e9;

const names = Object.keys(problems);

/**
 * Where the time of a training step goes on one thread: by operator and by size of result, from ONNX Runtime's profile,
 * beside the time of a run without the profile, of the whole call from JavaScript, and what arithmetic alone would take.
 * With `--engine native` on two threads, by instruction.
 */
export async function run({ args: all, log }: BenchmarkOptions): Promise<object[]> {
  const { values, positionals: args } = parseArgs({
    args: [...all],
    allowPositionals: true,
    options: { engine: { type: 'string', default: 'onnx-cpu' } },
  });
  if (values.engine !== 'onnx-cpu' && values.engine !== 'native') {
    throw new UsageError(`jit profile: --engine must be onnx-cpu or native, but got ${values.engine}`);
  }
  const unknown = args.filter((name) => !(name in problems));
  if (unknown.length > 0) {
    throw new UsageError(
      `jit profile: there is no problem ${unknown.join(', ')}; there are ${names.join(', ')}`,
    );
  }
  const rows = [];
  for (const name of args.length > 0 ? args : names) {
    log(name);
    rows.push(...(await (values.engine === 'native' ? profileNative(name) : profile(name))));
  }
  return rows;
}

/** As @hgn/jit makes its sessions, on one thread. */
const sessionOptions: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'disabled',
  enableMemPattern: false,
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
};

async function profile(name: string): Promise<object[]> {
  const { step, state, args } = problems[name].make();
  const compiled = await jit(step as (...all: never[]) => unknown, [state, args] as never[], {
    engine: 'onnx-cpu',
    threads: 1,
  });
  const model = compiled.toOnnx();
  const leaves = treeLeaves([state, args] as Tree<NdArray>);
  const timings = { rounds: 5, sampleTime: 200, pause: 100 };
  const call = async (times: number) => {
    for (let i = 0; i < times; i++) await compiled.arrays(...([state, args] as never[]));
  };
  const plain = await InferenceSession.create(model, sessionOptions);
  const feeds = Object.fromEntries(
    plain.inputNames.map((input) => {
      const { dtype, data, shape } = leaves[Number(input.slice(1))];
      return [input, new Tensor(dtype as 'float32', data as Float32Array, [...shape])];
    }),
  );
  const alone = async (times: number) => {
    for (let i = 0; i < times; i++) await plain.run(feeds);
  };
  const [called, ran] = await compare({ call, alone }, timings);
  await plain.release();
  const operations = compiled.stats?.floatingPointOperations ?? NaN;
  const nodes = compiled.stats?.onnxNodes;
  await compiled.dispose();

  const runs = Math.max(2, Math.min(50, Math.ceil(500 / ran.best)));
  const operators = await profiled(model, feeds, runs);
  const inOperators = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const about = {
    problem: name,
    part: 'whole',
    call_ms: called.best,
    run_ms: ran.best,
    operators_ms: inOperators,
    outside_ms: called.best - ran.best,
    arithmetic_ms: (1000 * operations) / operationsPerSecond,
    nodes,
  };
  const rowsOf = (part: string, groupOf: (operator: Operator) => string) =>
    shares(operators, groupOf).map((share) => ({
      problem: name,
      part,
      ...share,
      percent: (100 * share.ms) / inOperators,
      mean_us: (1000 * share.ms) / share.calls,
    })); // oxfmt-ignore
  return [about, ...rowsOf('operator', (operator) => operator.name), ...rowsOf('size of result', sizeClass)];
}

/** The operators of a run, each at its fastest in some runs, the first left out: it fills the arena. */
async function profiled(model: Uint8Array, feeds: InferenceSession.FeedsType, runs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-profile-'));
  try {
    const session = await InferenceSession.create(model, {
      ...sessionOptions,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    for (let i = 0; i <= runs; i++) await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    const all = operatorsIn(readFileSync(join(folder, file), 'utf8'));
    return fastest(all.slice(all.length / (runs + 1)), runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
