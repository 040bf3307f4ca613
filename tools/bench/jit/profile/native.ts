import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { jit } from '@hgn/jit';
import { problems } from '../problems/problems.ts';
import { instructionsIn, type Described } from './instructions.ts';

type Run = (program: object, inputs: unknown, outputs: unknown, times?: Float64Array) => boolean;

/** What this study uses of the executor; two that load it share it. */
interface Addon {
  readonly operations: readonly string[];
  createProgram: (words: Int32Array, constants: Float32Array, arena: number, threads: number) => object;
  runProgram: Run;
  startProgram: (program: object, inputs: unknown, outputs: unknown) => Promise<boolean>;
}

/** The executor, so that what is compiled next is noted here, and timed. */
function watch(): {
  readonly words: () => Int32Array;
  readonly time: (times: Float64Array) => void;
  stop(): void;
} {
  const require = createRequire(import.meta.url);
  const place = `../native/prebuilds/${process.platform}-${process.arch}/hgn.node`;
  const addon = require(join(dirname(require.resolve('@hgn/jit')), place)) as Addon;
  const { createProgram, runProgram, startProgram } = addon;
  let words = new Int32Array();
  let current: Float64Array | undefined;
  addon.createProgram = (...all) => {
    words = all[0].slice();
    return createProgram(...all);
  };
  addon.runProgram = (program, inputs, outputs) =>
    current === undefined
      ? runProgram(program, inputs, outputs)
      : runProgram(program, inputs, outputs, current);
  // On this thread, where there are times.
  addon.startProgram = (...all) => Promise.resolve(addon.runProgram(...all));
  return {
    words: () => words,
    time: (times) => (current = times),
    stop: () => Object.assign(addon, { createProgram, runProgram, startProgram }),
  };
}

/**
 * Where the time of a training step goes on the engine `native`: by kind of instruction and by instruction, each at its
 * fastest in some runs, as the first of two threads sees it, waiting for the other included.
 */
export async function profileNative(name: string, threads = 2, runs = 20): Promise<object[]> {
  const watched = watch();
  try {
    const { step, state, args } = problems[name].make();
    const compiled = await jit(step as (...all: never[]) => unknown, [state, args] as never[], {
      engine: 'native',
      threads,
    });
    const call = async () => {
      const begun = performance.now();
      await compiled.arrays(...([state, args] as never[]));
      return performance.now() - begun;
    };
    const calls = [];
    for (let i = 0; i < runs; i++) calls.push(await call());
    const instructions = instructionsIn(watched.words());
    const fastest = new Float64Array(instructions.length).fill(Infinity);
    const times = new Float64Array(instructions.length);
    watched.time(times);
    for (let i = 0; i < runs; i++) {
      await call();
      times.forEach((time, at) => (fastest[at] = Math.min(fastest[at], time)));
    }
    const all = instructions.map((instruction, at) => ({ ...instruction, ms: fastest[at] / 1e6 }));
    const inAll = all.reduce((sum, { ms }) => sum + ms, 0);
    await compiled.dispose();
    const about = {
      problem: name,
      part: 'whole',
      call_ms: Math.min(...calls),
      instructions_ms: inAll,
      instructions: all.length,
    };
    const rowsOf = (part: string, groupOf: (one: Described) => string) =>
      [...new Set(all.map(groupOf))]
        .map((group) => {
          const members = all.filter((one) => groupOf(one) === group);
          const sum = (key: 'ms' | 'operations' | 'bytes') =>
            members.reduce((total, one) => total + one[key], 0);
          const ms = sum('ms');
          return {
            problem: name,
            part,
            group,
            calls: members.length,
            ms,
            percent: (100 * ms) / inAll,
            gflop_per_s: sum('operations') / ms / 1e6,
            gb_per_s: sum('bytes') / ms / 1e6,
          };
        })
        .sort((one, other) => other.ms - one.ms);
    return [
      about,
      ...rowsOf('instruction', ({ kind }) => kind),
      ...rowsOf('what it does', ({ kind, text }) => `${kind} ${text}`).slice(0, 30),
    ];
  } finally {
    watched.stop();
  }
}
