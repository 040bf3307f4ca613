import { OnnxModel } from '../onnx/model.ts';
import { EngineUnavailableError } from './engine.ts';
import type { OnnxRuntime } from './runtime.ts';

const advice = {
  webgpu:
    'it needs a graphics driver: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS. ' +
    "Without a graphics card, Chromium's software driver will do: apt-get install chromium libvulkan1, " +
    'then VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json',
  cuda:
    'it needs Linux on x64, an NVIDIA driver, CUDA 12 and cuDNN 9, and the provider: ' +
    'npm install onnxruntime-node --onnxruntime-node-install=cuda12',
} as const;

/** Loads a model of one operation into the provider. Throws EngineUnavailableError where that fails. */
export async function requireProvider(runtime: OnnxRuntime, provider: 'webgpu' | 'cuda'): Promise<void> {
  const model = new OnnxModel();
  model.add('Neg', [model.input('x0', [1], 'float32')], {}, model.output('y0', [1], 'float32'));
  try {
    const session = await runtime.InferenceSession.create(model.bytes(), {
      executionProviders: [provider],
      logSeverityLevel: 4,
    });
    await session.release();
  } catch (cause) {
    throw unavailable(provider, reasonOf(cause), { cause });
  }
}

const unavailable = (provider: 'webgpu' | 'cuda', reason: string, options?: ErrorOptions) =>
  new EngineUnavailableError(
    `jit: engine 'onnx-${provider}' does not work here (${reason}); ${advice[provider]}`,
    options,
  );

/**
 * Throws EngineUnavailableError where onnxruntime-node was installed without its CUDA provider. Asked for it, ONNX
 * Runtime would say so too, but writes to stderr first, at a level that is set once for the process.
 */
export function requireCudaLibrary(): void {
  const { existsSync, readdirSync } = process.getBuiltinModule('node:fs');
  const { createRequire } = process.getBuiltinModule('node:module');
  const { dirname, join } = process.getBuiltinModule('node:path');
  const bin = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin');
  const library = 'libonnxruntime_providers_cuda.so';
  const folders = existsSync(bin)
    ? readdirSync(bin).map((version) => join(bin, version, process.platform, process.arch))
    : [];
  // A package that is laid out in another way is asked.
  const natives = folders.filter((folder) => existsSync(folder));
  if (natives.length > 0 && !natives.some((folder) => existsSync(join(folder, library)))) {
    throw unavailable('cuda', `onnxruntime-node was installed without ${library}`);
  }
}

/** The first line, without the place in ONNX Runtime's sources and the condition that did not hold there. */
const reasonOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error))
    .trim()
    .split('\n')[0]
    .replace(/^\/\S+\.(?:cc|h):\d+ .* was false\. /, '')
    .trim();

/** Asks the browser for a WebGPU adapter. Throws EngineUnavailableError where there is none. */
export async function requireAdapter(): Promise<void> {
  const { navigator } = globalThis as {
    readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<object | null> } };
  };
  const gpu = navigator?.gpu;
  if ((await gpu?.requestAdapter()) == null) {
    throw new EngineUnavailableError(
      `jit: engine 'onnx-webgpu' does not work here (the browser has no WebGPU ${gpu === undefined ? 'at all' : 'adapter'}); ` +
        "use 'onnx-wasm', or a browser with WebGPU on a page served over https or from localhost",
    );
  }
}
