import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { grad } from '@hgn/autodiff';
import { EngineUnavailableError, jit } from '@hgn/jit';
import * as tf from '@tensorflow/tfjs-core';
import { describeError } from '../errors.ts';
import type { Io } from '../io.ts';
import { prepareEngine } from '../session/engine.ts';
import { registerEagerBackend, wasmLacks } from './eager.ts';
import { nativeRuntimeInstall, type EngineChoice } from './names.ts';
import { completion, findTfjsNode, tfjsNodeNeeds } from './tfjsNode.ts';

/** What `hgn doctor` found out about one engine. */
export interface EngineReport {
  readonly engine: ExaminedEngine;
  readonly works: boolean;
  /** Version of the runtime, where it tells. */
  readonly version: string | null;
  /** What it is, or why it does not work and how to get it. */
  readonly note: string;
}

/** Every engine by its full name: those of TensorFlow.js with their backend. */
export type ExaminedEngine = Exclude<EngineChoice, 'auto' | 'tfjs'>;

const runtimes: Readonly<Record<ExaminedEngine, { module: string; what: string; install: string }>> = {
  native: {
    module: '@hgn/jit',
    what: "@hgn/jit's own executor: the fastest on x64",
    install: 'node native/build.mjs in the folder of @hgn/jit',
  },
  wasm: {
    module: '@hgn/jit',
    what: "@hgn/jit's own executor in WebAssembly; new",
    install: 'npm install @hgn/jit, or in a clone node native/buildWasm.mjs in packages/jit',
  },
  'onnx-cpu': {
    module: 'onnxruntime-node',
    what: 'ONNX Runtime, native',
    install: nativeRuntimeInstall,
  },
  'onnx-webgpu': {
    module: 'onnxruntime-node',
    what: 'ONNX Runtime on the graphics card; with a driver in software, for tests only',
    install: nativeRuntimeInstall,
  },
  'onnx-cuda': {
    module: 'onnxruntime-node',
    what: 'ONNX Runtime on an NVIDIA card',
    install: 'npm install onnxruntime-node --onnxruntime-node-install=cuda12 (npm 10 or 11)',
  },
  'onnx-wasm': {
    module: 'onnxruntime-web',
    what: 'ONNX Runtime in WebAssembly: runs everywhere',
    install: 'npm install onnxruntime-web',
  },
  'tfjs:cpu': {
    module: '@tensorflow/tfjs-core',
    what: 'TensorFlow.js op by op in plain JavaScript: needs nothing, slow',
    install: 'npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-cpu',
  },
  'tfjs:wasm': {
    module: '@tensorflow/tfjs-backend-wasm',
    what: `TensorFlow.js op by op in WebAssembly; ${wasmLacks}`,
    install: `npm install @tensorflow/tfjs-backend-wasm@${tf.version_core}`,
  },
  'tfjs-node': {
    module: '@tensorflow/tfjs-node',
    what: "TensorFlow.js op by op on TensorFlow's C library",
    install: tfjsNodeNeeds['tfjs-node'],
  },
  'tfjs-node-gpu': {
    module: '@tensorflow/tfjs-node-gpu',
    what: "TensorFlow.js op by op on TensorFlow's C library, with CUDA where there is a card",
    install: tfjsNodeNeeds['tfjs-node-gpu'],
  },
};

/** What the runtime would write to stderr it also throws, and the report tells it. */
async function silenceRuntime(): Promise<void> {
  try {
    const { env } = await import('onnxruntime-node');
    env.logLevel = 'fatal';
  } catch {
    // Not installed: the report says so.
  }
}

/** WGSL, the language of WebGPU's programs, lets sines be off by 2^-11. */
const toleranceOf = (engine: ExaminedEngine) => (engine === 'onnx-webgpu' ? 2 ** -11 : 1e-5);

const points = [0.5, 1, 2];

/** Compiles a second derivative, runs it, and compares with the truth: d/dx d/dx sin x = -sin x. */
export async function examine(engine: ExaminedEngine, io: Pick<Io, 'cwd' | 'env'>): Promise<EngineReport> {
  await registerEagerBackend();
  await silenceRuntime();
  const { module, what, install } = runtimes[engine];
  const report = (works: boolean, note: string): EngineReport => ({
    engine,
    works,
    version: works ? versionOf(module, engine, io) : null,
    note,
  });
  if (engine === 'tfjs-node' || engine === 'tfjs-node-gpu') {
    const found = findTfjsNode(engine, io);
    if (found.state === 'absent') return report(false, `not installed; ${install}`);
    if (found.state === 'half') {
      return report(false, `half installed: ${found.folder} lacks ${found.missing}; ${completion}`);
    }
  }
  try {
    const { engine: compiler } = await prepareEngine({ engine, threads: 0 }, io);
    const slope = grad((x: tf.Tensor) => tf.sum<tf.Scalar>(tf.sin(x)));
    const curvature = await jit(
      (x: tf.Tensor) => grad((y: tf.Tensor) => tf.sum<tf.Scalar>(slope(y)))(x),
      [tf.tensor(points)],
      { engine: compiler },
    );
    try {
      const { data } = await curvature.arrays({
        dtype: 'float32',
        shape: [points.length],
        data: Float32Array.from(points),
      });
      const worst = Math.max(...points.map((x, i) => Math.abs(data[i] + Math.sin(x))));
      return worst < toleranceOf(engine)
        ? report(true, what)
        : report(false, `computes wrong numbers, off by ${worst}`);
    } finally {
      await curvature.dispose();
    }
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) return report(false, describeError(error));
    const reason = /does not work here \((.*)\); (.*)$/.exec(error.message);
    if (reason === null) return report(false, `not installed; get it with: ${install}`);
    return report(false, `${reason[1]}; ${reason[2]}`);
  }
}

function versionOf(module: string, engine: ExaminedEngine, io: Pick<Io, 'cwd' | 'env'>): string | null {
  if (engine === 'tfjs-node' || engine === 'tfjs-node-gpu') {
    const found = findTfjsNode(engine, io);
    return found.state === 'absent' ? null : found.version;
  }
  const require = createRequire(import.meta.url);
  try {
    const manifest = readFileSync(require.resolve(`${module}/package.json`), 'utf8');
    return (JSON.parse(manifest) as { readonly version: string }).version;
  } catch {
    // Not every package exports its manifest, and the version is only for show.
    return null;
  }
}
