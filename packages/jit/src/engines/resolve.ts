import type { NativeEngine } from '../native/engine.ts';
import type { WasmEngine } from '../wasm/engine.ts';
import { engineNames, EngineUnavailableError, type EngineName } from './engine.ts';
import { requireAdapter, requireCudaLibrary, requireProvider } from './providers.ts';
import { importNodeRuntime, importWebRuntime, inNode, type OnnxRuntime } from './runtime.ts';

/** ONNX Runtime with one of its providers. */
export interface OnnxEngine {
  readonly name: Exclude<EngineName, 'native' | 'wasm' | 'tfjs'>;
  /** As ONNX Runtime names it: 'cpu', 'wasm', 'webgpu', 'cuda'. */
  readonly provider: string;
  readonly runtime: OnnxRuntime;
}

/** An engine ready to load models; with 'tfjs' functions run eagerly. */
export type ResolvedEngine = OnnxEngine | NativeEngine | WasmEngine | { readonly name: 'tfjs' };

const loaders: Readonly<Record<EngineName, () => Promise<ResolvedEngine>>> = {
  native: async () => {
    requireNode('native');
    // Only where it is asked for: pages have no use for it.
    const { nativeEngine } = await import('../native/engine.ts');
    return nativeEngine();
  },
  wasm: async () => {
    const { wasmEngine } = await import('../wasm/engine.ts');
    return wasmEngine();
  },
  'onnx-cpu': async () => ({ name: 'onnx-cpu', provider: 'cpu', runtime: await nodeRuntime('onnx-cpu') }),
  'onnx-wasm': async () => ({ name: 'onnx-wasm', provider: 'wasm', runtime: await webRuntime('wasm') }),
  'onnx-webgpu': async () => {
    if (!inNode) await requireAdapter();
    const runtime = inNode ? await nodeRuntime('onnx-webgpu') : await webRuntime('webgpu');
    if (inNode) await requireProvider(runtime, 'webgpu');
    return { name: 'onnx-webgpu', provider: 'webgpu', runtime };
  },
  'onnx-cuda': async () => {
    const runtime = await nodeRuntime('onnx-cuda');
    requireCudaLibrary();
    await requireProvider(runtime, 'cuda');
    return { name: 'onnx-cuda', provider: 'cuda', runtime };
  },
  tfjs: () => Promise.resolve({ name: 'tfjs' }),
};

/**
 * Loads the engine of that name. 'auto' (the default) is the environment variable HGN_ENGINE where it is set, else the
 * first that loads: in Node native (where the processor has vectors of 256 bits; elsewhere after onnx-cpu), onnx-cpu,
 * onnx-wasm, tfjs, in browsers onnx-wasm, tfjs.
 * Throws TypeError for an unknown name, EngineUnavailableError where a named engine does not work.
 */
export async function resolveEngine(name: EngineName | 'auto' = 'auto'): Promise<ResolvedEngine> {
  const wanted = name === 'auto' ? engineFromEnvironment() : name;
  if (wanted !== 'auto') {
    if (!isEngineName(wanted)) {
      const from = name === 'auto' ? 'HGN_ENGINE' : 'engine';
      throw new TypeError(`jit: ${from} must be auto or one of ${engineNames.join(', ')}, but got ${wanted}`);
    }
    return loaders[wanted]();
  }
  for (const engine of await enginesByPreference()) {
    try {
      return await loaders[engine]();
    } catch (error) {
      if (!(error instanceof EngineUnavailableError)) throw error;
    }
  }
  return loaders.tfjs();
}

/** What 'auto' tries, the fastest first. */
async function enginesByPreference(): Promise<readonly EngineName[]> {
  if (!inNode) return ['onnx-wasm'];
  const { hasWideVectors, nativeTarget } = await import('../native/target.ts');
  return hasWideVectors(nativeTarget())
    ? ['native', 'onnx-cpu', 'onnx-wasm']
    : ['onnx-cpu', 'native', 'onnx-wasm'];
}

const isEngineName = (name: string): name is EngineName => (engineNames as readonly string[]).includes(name);

/** An empty variable counts as none. */
const engineFromEnvironment = () => (inNode && process.env.HGN_ENGINE ? process.env.HGN_ENGINE : 'auto');

function requireNode(engine: EngineName): void {
  if (inNode) return;
  throw new EngineUnavailableError(
    `jit: engine '${engine}' runs in Node only; use 'onnx-wasm' or 'onnx-webgpu'`,
  );
}

async function nodeRuntime(engine: EngineName): Promise<OnnxRuntime> {
  requireNode(engine);
  return installed(importNodeRuntime, engine, 'onnxruntime-node');
}

async function webRuntime(provider: 'wasm' | 'webgpu'): Promise<OnnxRuntime> {
  return installed(() => importWebRuntime(provider), `onnx-${provider}`, 'onnxruntime-web');
}

async function installed(
  importRuntime: () => Promise<OnnxRuntime>,
  engine: EngineName,
  module: string,
): Promise<OnnxRuntime> {
  try {
    return await importRuntime();
  } catch (cause) {
    throw new EngineUnavailableError(
      `jit: engine '${engine}' needs ${module}, which did not load (${String(cause)}); npm install ${module}`,
      { cause },
    );
  }
}
