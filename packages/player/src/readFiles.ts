import type { OnnxRuntime, OnnxSession } from './runtime.ts';

/** Gives the bytes of a file of the export by its name: `model.json`, `step.onnx`, … Rejects where there is none. */
export type ModelSource = (name: string) => Promise<Uint8Array>;

/** How sessions are made. */
export interface SessionOptions {
  /** Names of ONNX Runtime's execution providers, the preferred first; default: the runtime's own. */
  readonly executionProviders?: readonly (string | Readonly<Record<string, unknown>>)[];
  /**
   * Threads of one call; default 1, which is fastest for graphs as small as these. In onnxruntime-web it is a setting
   * of the runtime (`env.wasm.numThreads`) that its first session decides; more than 1 need a cross-origin isolated page.
   */
  readonly threads?: number;
  /** The runtime's own passes over the graphs; default `disabled`: they are optimised already and load faster so. */
  readonly graphPasses?: 'disabled' | 'basic' | 'extended' | 'all';
}

/** Reads a file of the export; says which where that fails. */
export async function readFile(source: ModelSource, name: string): Promise<Uint8Array> {
  let bytes: unknown;
  try {
    bytes = await source(name);
  } catch (cause) {
    throw new Error(`openModel: ${name} cannot be read (${reasonOf(cause)}); is the export complete?`, {
      cause,
    });
  }
  if (!(bytes instanceof Uint8Array)) {
    throw new Error(`openModel: source must give a Uint8Array for ${name}, but got ${typeof bytes}`);
  }
  return bytes;
}

/** Reads a graph, checks it against its checksum where it has one, and loads it. */
export async function loadSession(
  runtime: OnnxRuntime,
  source: ModelSource,
  file: string,
  checksum: string | undefined,
  { executionProviders, threads = 1, graphPasses = 'disabled' }: SessionOptions,
): Promise<OnnxSession> {
  const bytes = await readFile(source, file);
  if (checksum !== undefined && (await sha256(bytes)) !== checksum) {
    throw new Error(
      `openModel: ${file} is not the file of this export: its SHA-256 differs from that in model.json; copy or export it again`,
    );
  }
  runtime.env.wasm.numThreads = canShareMemory() ? threads : 1;
  try {
    return await runtime.InferenceSession.create(bytes, {
      ...(executionProviders && { executionProviders }),
      graphOptimizationLevel: graphPasses,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new Error(`openModel: the runtime does not take ${file} (${reasonOf(cause)})`, { cause });
  }
}

/** Threads of WebAssembly need memory that they share, which browsers give to cross-origin isolated pages only. */
const canShareMemory = () =>
  (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated === true;

async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = (globalThis as { readonly crypto?: Partial<Crypto> }).crypto ?? {};
  if (subtle === undefined) {
    throw new Error(
      'openModel: checksums need a secure page (https, localhost or file); or pass checksums: false',
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0];
