import { scaledMoves } from './ensembleModule.ts';
import type { Method } from '../core/method.ts';
import type { State, System } from '../core/system.ts';
import { requireInteger } from '../core/validate.ts';
import {
  emptyResult,
  finished,
  integrateEnsemble,
  prepare,
  type Ensemble,
  type EnsembleOptions,
} from './integrateEnsemble.ts';
import { runnerOf } from './runner.ts';

/** What a thread does, as `runEnsemble` does it: text, so that it needs no file that a bundler would have to find. */
const program = `
const answer = ({ bytes, constants, group, n, trajectories, rows, dt, saveEvery, startTime, q, p }) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: Math });
  const width = Math.ceil(trajectories / group) * group;
  const begin = constants.length;
  const missing = 8 * (begin + 2 * n * width) - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / 65536));
  const numbers = new Float64Array(exports.memory.buffer);
  numbers.set(constants);
  const result = [0, 1].map(() => new Float64Array(rows * n * trajectories));
  const at = (c) => begin + c * width;
  for (let c = 0; c < 2 * n; c++) {
    numbers.set((c < n ? q : p).subarray((c % n) * trajectories, ((c % n) + 1) * trajectories), at(c));
    numbers.fill(numbers[at(c)], at(c) + trajectories, at(c) + width);
  }
  for (let row = 0; row < rows; row++) {
    if (row > 0) exports.run(8 * begin, 8 * (begin + width), 8 * width, 8 * n * width, saveEvery, startTime, (row - 1) * saveEvery, dt);
    for (let c = 0; c < 2 * n; c++) {
      result[c < n ? 0 : 1].set(numbers.subarray(at(c), at(c) + trajectories), (row * n + (c % n)) * trajectories);
    }
  }
  return result;
};
if (typeof process === 'object' && process.getBuiltinModule) {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  parentPort.once('message', (task) => parentPort.postMessage(answer(task)));
} else {
  onmessage = ({ data }) => postMessage(answer(data));
}
`;

/** What Node has of threads, as far as it is used here. */
interface NodeThreads {
  readonly Worker: new (
    text: string,
    options: { readonly eval: true },
  ) => {
    postMessage(task: object): void;
    once(event: 'message' | 'error', listener: (value: never) => void): void;
    terminate(): Promise<number>;
  };
}

/** Runs one task in a thread of its own. */
async function inThread(task: object): Promise<readonly [Float64Array, Float64Array]> {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown };
  };
  const node = process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined;
  if (node !== undefined) {
    const worker = new node.Worker(program, { eval: true });
    try {
      return await new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(task);
      });
    } finally {
      await worker.terminate();
    }
  }
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(address);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<readonly [Float64Array, Float64Array]>) => {
        resolve(data);
      };
      worker.onerror = ({ message }) => {
        reject(
          new Error(
            `integrateEnsembleInThreads: a thread must run to its end, but ${message || 'did not start'}`,
          ),
        );
      };
      worker.postMessage(task);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}

/**
 * `integrateEnsemble` with the trajectories shared out among threads, which must pay for the milliseconds that a thread
 * takes to start and for copies of the states.
 *
 * What `integrateEnsemble` would run one by one runs so in this thread, and `way` says so. A page must allow workers from
 * a blob (`worker-src blob:`).
 *
 * @example
 * ```ts
 * import { hamiltonian, yoshida4 } from '@hgn/integrators';
 * import { integrateEnsembleInThreads } from '@hgn/integrators/ensembles';
 * const stars = hamiltonian({ coordinates: 1 }, ({ q, p, sum, power }) => sum(power(p[0], 2), power(q[0], 4)));
 * const trajectories = 100;
 * const start = { q: Float64Array.from({ length: trajectories }, (_, i) => 0.01 * i), p: new Float64Array(trajectories) };
 * const options = { trajectories, dt: 0.01, steps: 1000, threads: 2 };
 * const { q } = await integrateEnsembleInThreads(yoshida4, stars, start, options);
 * console.log(q.length); // 200
 * ```
 */
export async function integrateEnsembleInThreads(
  method: Method,
  system: System,
  state: State,
  { threads, ...options }: EnsembleOptions & { readonly threads: number },
): Promise<Ensemble> {
  const where = 'integrateEnsembleInThreads';
  requireInteger(where, 'threads', threads, 1);
  const run = prepare(where, method, system, state, options);
  const runner = runnerOf(method, system);
  if (runner === undefined) return integrateEnsemble(method, system, state, options);
  const { n, trajectories, rows, dt } = run;
  const { bytes, constants: blank, group } = runner.module;
  const constants = blank.slice();
  scaledMoves(runner.splitting, dt).forEach((by, i) => constants.fill(by, 2 * i, 2 * i + 2));
  const share = Math.ceil(trajectories / threads / group) * group;
  const starts = Array.from({ length: Math.ceil(trajectories / share) }, (_, i) => i * share);
  const result = emptyResult(state, run);
  await Promise.all(
    starts.map(async (from) => {
      const count = Math.min(share, trajectories - from);
      const part = (x: Float64Array) => {
        const mine = new Float64Array(n * count);
        for (let i = 0; i < n; i++)
          mine.set(x.subarray(i * trajectories + from, i * trajectories + from + count), i * count);
        return mine;
      };
      const task = { ...run, bytes, constants, group, trajectories: count };
      const found = await inThread({ ...task, q: part(state.q), p: part(state.p) });
      for (let r = 0; r < rows * n; r++) {
        [result.q, result.p].forEach((to, half) => {
          to.set(found[half].subarray(r * count, (r + 1) * count), r * trajectories + from);
        });
      }
    }),
  );
  return finished(result, run, 'WebAssembly');
}
