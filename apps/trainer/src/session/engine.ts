import { hasWideVectors, nativeTarget, type EngineName, type JitOptions } from '@hgn/jit';
import type { RunConfig } from '../config/schema.ts';
import { registerEagerBackend } from '../engines/eager.ts';
import { loads } from '../engines/loads.ts';
import { engines, refusalOf, type EngineChoice } from '../engines/names.ts';
import { findTfjsNode } from '../engines/tfjsNode.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { compiledModels } from './cache.ts';
import { suggestion } from '@hgn/options';

/**
 * Makes the engine of a configuration usable, and says which one @hgn/jit shall take. `auto` is the fastest that works
 * here: @hgn/jit's own executor on processors with vectors of 256 bits, else onnxruntime-node, else that executor, else
 * onnxruntime-web, else tfjs-node(-gpu), else TensorFlow.js in plain JavaScript. What it compiles is kept for the next run (see {@link compiledModels}).
 *
 * @throws CommandError when a named engine of TensorFlow.js is not installed or does not load
 */
export async function prepareEngine(
  { engine, threads }: Pick<RunConfig, 'engine' | 'threads'>,
  io: Pick<Io, 'cwd' | 'env'> = { cwd: process.cwd(), env: process.env },
): Promise<JitOptions & { readonly engine: EngineName }> {
  const chosen = engine === 'auto' ? await fastestHere(io) : engine;
  await registerEagerBackend(chosen, io);
  const cache = compiledModels(io);
  return {
    engine: compilerName(chosen),
    ...(threads !== 0 && { threads }),
    ...(cache !== undefined && { cache }),
  };
}

/** Every engine of TensorFlow.js is one to the compiler: the function itself, on the backend in use. */
function compilerName(engine: Exclude<EngineChoice, 'auto'>): EngineName {
  return engine.startsWith('tfjs') ? 'tfjs' : (engine as EngineName);
}

async function fastestHere(io: Pick<Io, 'cwd' | 'env'>): Promise<Exclude<EngineChoice, 'auto'>> {
  const target = nativeTarget();
  if (hasWideVectors(target)) return 'native';
  if (await loads('onnxruntime-node')) return 'onnx-cpu';
  if (target !== undefined) return 'native';
  if (await loads('onnxruntime-web')) return 'onnx-wasm';
  for (const engine of ['tfjs-node-gpu', 'tfjs-node'] as const) {
    if (findTfjsNode(engine, io).state === 'complete') return engine;
  }
  return 'tfjs:cpu';
}

/**
 * The engine that `--engine`, or else HGN_ENGINE, asks for.
 *
 * @throws UsageError when HGN_ENGINE is no engine's name
 */
export function wantedEngine(
  option: string | undefined,
  { env }: Pick<Io, 'env'>,
): RunConfig['engine'] | undefined {
  const name = option ?? env.HGN_ENGINE ?? '';
  if (name === '') return undefined;
  const found = engines.find((engine) => engine === name);
  if (found !== undefined) return found;
  const refusal = refusalOf(name);
  if (refusal !== undefined) throw new UsageError(`HGN_ENGINE: ${name} is refused: ${refusal}`);
  throw new UsageError(`HGN_ENGINE: unknown engine ${JSON.stringify(name)}${suggestion(name, engines)}`);
}

/** The configuration with the engine and threads that the command line asks for. */
export function withEngine(
  config: RunConfig,
  { engine, threads }: { readonly engine?: string; readonly threads?: number },
  io: Pick<Io, 'env'>,
): RunConfig {
  return {
    ...config,
    engine: wantedEngine(engine, io) ?? config.engine,
    threads: threads ?? config.threads,
  };
}
