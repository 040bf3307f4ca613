import { openModel, type Player, type RolloutOptions } from '@hgn/player';
import * as runtime from 'onnxruntime-web/wasm';
import type { EngineFiles, PlayerReply, PlayerRequest } from './playerProtocol.ts';

/** Calls that are being answered, to be cancelled by number. */
const running = new Map<number, AbortController>();
let player: Promise<Player> | undefined;

const reply = (message: PlayerReply, transfer: Transferable[] = []): void =>
  postMessage(message, { transfer });

addEventListener('message', ({ data }: MessageEvent<PlayerRequest>) => {
  if (data.kind === 'open') void open(data.files, data.engine);
  else if (data.kind === 'cancel') running.get(data.call)?.abort();
  else void answer(data);
});

async function open(files: Readonly<Record<string, Uint8Array>>, engine: EngineFiles): Promise<void> {
  try {
    useEngine(engine);
    player = openModel((name) => Promise.resolve(files[name]), { runtime, threads: 1 });
    const { description, sizes } = await player;
    reply({ kind: 'opened', description, sizes });
    // What playing needs first is there before it is called.
  } catch (error) {
    reply({ kind: 'failed', problem: problemOf(error) });
  }
}

/** One thread: at the sizes of these models a second one costs more than it gives. */
function useEngine(engine: EngineFiles): void {
  runtime.env.wasm.numThreads = 1;
  if ('folder' in engine) runtime.env.wasm.wasmPaths = engine.folder;
  else runtime.env.wasm.wasmBinary = engine.wasm;
}

async function answer({
  call,
  method,
  parameters,
}: PlayerRequest & { readonly kind: 'call' }): Promise<void> {
  const controller = new AbortController();
  running.set(call, controller);
  try {
    if (player === undefined) throw new Error('playerJob: a model must be opened first');
    const result = await invoke(await player, method, parameters, controller.signal);
    if (!controller.signal.aborted) reply({ kind: 'done', call, result }, buffersOf(result));
  } catch (error) {
    reply({ kind: 'failed', call, problem: problemOf(error) });
  } finally {
    running.delete(call);
  }
}

async function invoke(
  opened: Player,
  method: (PlayerRequest & { readonly kind: 'call' })['method'],
  parameters: readonly unknown[],
  signal: AbortSignal,
): Promise<object> {
  if (method === 'rollout') {
    return await opened.rollout({ ...(parameters[0] as Omit<RolloutOptions, 'signal'>), signal });
  }
  const implementation = opened[method] as ((...given: readonly unknown[]) => Promise<object>) | undefined;
  if (implementation === undefined) throw new Error(`playerJob: the model has no ${method}`);
  return await implementation(...parameters);
}

/** The memory of all arrays in a result, which goes to the page instead of being copied. */
const buffersOf = (result: object): ArrayBuffer[] =>
  (result instanceof Float32Array ? [result] : Object.values(result))
    .filter((value): value is Float32Array<ArrayBuffer> => value instanceof Float32Array)
    .map(({ buffer }) => buffer);

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
