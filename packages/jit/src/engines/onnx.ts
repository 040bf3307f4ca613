import type { NdArray } from '@hgn/autodiff';
import type { Session } from './engine.ts';
import { oneAtATime } from './oneAtATime.ts';
import { inNode, type OnnxRuntime } from './runtime.ts';

export interface OnnxOptions {
  readonly threads: number;
  /** As ONNX Runtime names it: 'cpu', 'wasm', 'webgpu', 'cuda'. */
  readonly provider: string;
  /** Whether threads that have nothing to do keep their core for a while, which wakes them sooner; default true. */
  readonly spinning?: boolean | undefined;
  /** URL of the folder with the files of onnxruntime-web. */
  readonly wasmFolder?: string | undefined;
}

/** How sessions are made: plain data, which a thread can be given. */
export const sessionOptions = ({ provider, threads, spinning = true }: SessionChoices) => ({
  executionProviders: [provider],
  // The graph is optimised already: the runtime's passes double the build time and change nothing.
  graphOptimizationLevel: 'disabled',
  // One block for all intermediate values would more than double the memory.
  enableMemPattern: false,
  enableCpuMemArena: true,
  executionMode: 'sequential',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  ...(!spinning && { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
});

type SessionChoices = Pick<OnnxOptions, 'provider' | 'threads' | 'spinning'>;

/** Loads a model whose inputs are named x0, x1, … and outputs y0, y1, …; calls run one after the other. */
export async function createOnnxSession(
  runtime: OnnxRuntime,
  model: Uint8Array,
  {
    usedInputs,
    threads,
    provider,
    spinning,
    wasmFolder,
  }: OnnxOptions & { readonly usedInputs: readonly number[] },
): Promise<Session> {
  if (provider === 'wasm') runtime.env.wasm.numThreads = canShareMemory() ? threads : 1;
  if (wasmFolder !== undefined && !inNode) runtime.env.wasm.wasmPaths = wasmFolder;
  const session = await runtime.InferenceSession.create(
    model,
    sessionOptions({ provider, threads, spinning }),
  );
  const queued = oneAtATime();
  const run = async (inputs: readonly NdArray[]) => {
    const feeds = Object.fromEntries(
      usedInputs.map((index) => {
        const { dtype, data, shape } = inputs[index];
        return [`x${index}`, new runtime.Tensor(dtype, data, shape)];
      }),
    );
    const results = await session.run(feeds);
    return session.outputNames.map((_, i): NdArray => {
      const { type, dims, data } = results[`y${i}`];
      return { dtype: type as NdArray['dtype'], shape: dims, data: data as NdArray['data'] };
    });
  };
  return {
    run: (inputs) => queued(() => run(inputs)),
    dispose: () => queued(() => session.release()),
  };
}

/**
 * Threads of WebAssembly need memory that they share, which browsers give to cross-origin isolated pages only, and Node
 * always. The runtime reads their number once, when the first session of the process is made.
 */
const canShareMemory = () =>
  inNode
    ? // Threads are started with the flags of the process, and Node takes this one for the main script alone.
      !process.execArgv.some((flag) => flag.startsWith('--input-type'))
    : (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated === true;
