import type { Session } from '../engines/engine.ts';
import type { Graph } from '../graph/graph.ts';
import { lowerNative, type NativeProgram } from '../native/lowerNative.ts';
import { createNativeSession } from '../native/session.ts';
import type { Signature } from '../trace/trace.ts';
import { WasmExecutor } from './executor.ts';
import { loadWasmModule } from './module.ts';
import { canShareMemory } from './threads.ts';

/** This package's own executor as WebAssembly, ready to load programs. */
export interface WasmEngine {
  readonly name: 'wasm';
  readonly provider: 'native';
  /** What a kept program was made for. */
  readonly versions: Readonly<Record<string, string>>;
  lower(graph: Graph): NativeProgram;
  load(program: NativeProgram, results: readonly Signature[], threads: number): Promise<Session>;
}

/** Throws EngineUnavailableError where the executor is not built, or WebAssembly lacks vectors. */
export async function wasmEngine(): Promise<WasmEngine> {
  await compiledModule();
  return { name: 'wasm', provider: 'native', versions: { target: 'wasm' }, lower: lowerNative, load };
}

async function load(program: NativeProgram, results: readonly Signature[], wanted: number): Promise<Session> {
  const lease = await borrowExecutor();
  try {
    const { executor } = lease;
    const threads = executor.threadsFor(program.words, wanted);
    await executor.serveWith(threads);
    const session = createNativeSession(executor, program, results, threads);
    let isOver = false;
    const dispose = async () => {
      await session.dispose();
      if (!isOver) lease.giveBack();
      isOver = true;
    };
    return { run: (inputs) => session.run(inputs), dispose };
  } catch (error) {
    lease.giveBack();
    throw error;
  }
}

/**
 * What all functions of this process, page or worker have in common: the compiled module, kept since engines make it faster
 * as it runs, and the executor with its memory and threads, kept while there are sessions.
 */
const common: {
  module: Promise<WebAssembly.Module> | undefined;
  executor: WasmExecutor | undefined;
  sessions: number;
} = { module: undefined, executor: undefined, sessions: 0 };

async function compiledModule(): Promise<WebAssembly.Module> {
  common.module ??= loadWasmModule(canShareMemory());
  try {
    return await common.module;
  } catch (error) {
    common.module = undefined;
    throw error;
  }
}

async function borrowExecutor(): Promise<{ readonly executor: WasmExecutor; giveBack(): void }> {
  const module = await compiledModule();
  const executor = (common.executor ??= new WasmExecutor(module, canShareMemory()));
  common.sessions++;
  const giveBack = () => {
    if (--common.sessions > 0) return;
    executor.end();
    common.executor = undefined;
  };
  return { executor, giveBack };
}
