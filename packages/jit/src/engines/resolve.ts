import { engineNames, EngineUnavailableError, type EngineName } from './engine.ts';
import { inNode, loadNodeRuntime, loadWebRuntime, type OnnxRuntime } from './runtime.ts';

/** An engine ready to load models; without a runtime, functions run eagerly on tfjs. */
export interface ResolvedEngine {
  readonly name: EngineName;
  readonly provider: string;
  readonly runtime: OnnxRuntime | undefined;
}

const loaders: Readonly<Record<EngineName, () => Promise<ResolvedEngine>>> = {
  'onnx-cpu': async () => ({ name: 'onnx-cpu', provider: 'cpu', runtime: await loadNodeRuntime() }),
  'onnx-wasm': async () => ({ name: 'onnx-wasm', provider: 'wasm', runtime: await loadWebRuntime() }),
  tfjs: () => Promise.resolve({ name: 'tfjs', provider: '', runtime: undefined }),
};

/**
 * Loads the engine of that name. 'auto' (the default) is the environment variable HGN_ENGINE where it is set, else
 * onnxruntime-node in Node, else onnxruntime-web, else tfjs.
 * Throws TypeError for an unknown name, EngineUnavailableError where a named engine does not load.
 */
export async function resolveEngine(name: EngineName | 'auto' = 'auto'): Promise<ResolvedEngine> {
  const wanted = name === 'auto' ? engineFromEnvironment() : name;
  if (wanted !== 'auto') {
    if (!isEngineName(wanted)) {
      throw new TypeError(`jit: engine must be one of ${engineNames.join(', ')}, but got ${wanted}`);
    }
    return loaders[wanted]();
  }
  const candidates: EngineName[] = inNode ? ['onnx-cpu', 'onnx-wasm'] : ['onnx-wasm'];
  for (const candidate of candidates) {
    try {
      return await loaders[candidate]();
    } catch (error) {
      if (!(error instanceof EngineUnavailableError)) throw error;
    }
  }
  return loaders.tfjs();
}

const isEngineName = (name: string): name is EngineName => (engineNames as readonly string[]).includes(name);

const engineFromEnvironment = () => (inNode ? (process.env.HGN_ENGINE ?? 'auto') : 'auto');
