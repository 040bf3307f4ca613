import { requireOptions, type OptionNames } from '@hgn/options';
import { toTensors, type NdArray } from '@hgn/autodiff';
import { toOnnx } from '@hgn/jit';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel } from '../architecture/model.ts';
import type { LatentState } from '../dynamics/latent.ts';
import { partsOf } from '../generation/parts.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import type { Trainer } from '../training/trainingStep.ts';
import { describeExport, type GraphDescription, type ModelDescription } from './description.ts';
import type { ExportFacts } from './facts.ts';
import { exportReadme } from './readme.ts';

/** How to export. */
export interface ExportOptions extends ExportFacts {
  /** Time between two frames of the training data. */
  readonly dt: number;
  /** That of the training: it says which input frame an inferred state belongs to. */
  readonly protocol: Pick<FrameProtocol, 'stateAt'>;
  /** Samples per call. `any` (default) leaves the batch open; a number makes every shape static, as some runtimes want. */
  readonly batchSize?: number | 'any';
}

/** A model as files that need nothing of ours. */
export interface ExportedModel {
  /** What `model.json` says. */
  readonly description: ModelDescription;
  /** Content by file name, for one folder: the graphs, `model.json` and `README.md`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const exportOnnxOptionNames: OptionNames<ExportOptions> = {
  dt: true,
  protocol: true,
  batchSize: true,
  system: true,
  preset: true,
  run: true,
  timeSteps: true,
  statistics: true,
  chart: true,
};

/**
 * Writes a trained model as ONNX files for other programs: `encode.onnx` (frames to posterior and state), `state.onnx`
 * (z to state), `step.onnx` (one frame on, dt an input), `decode.onnx` (state to frame) and, where the dynamics knows an
 * energy, `hamiltonian.onnx`, with a `model.json` that names all inputs and outputs and a `README.md` with examples in
 * Python and JavaScript. Frames are plain: [batch, frames, height, width, channels] in, [batch, height, width, channels]
 * out, in [0, 1]; operators are those of ONNX's own set 17. Outputs equal the model's to float32 rounding.
 *
 * The same arguments give the same bytes, in Node and in browsers. Facts (`system`, `statistics`, …) are carried along
 * for players; `factsOfCheckpoint` and `measureStates` give them.
 *
 * Cost: no engine and no tfjs backend is needed; a second or so.
 *
 * @param parameters the vector of a training state; `trainer.judgedParameters(state)` gives it
 * @throws Error when batchSize is neither `any` nor an integer of at least 1
 * @example
 * import { createModel, createTrainer, exportOnnx, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 * import { writeFile } from 'node:fs/promises';
 *
 * const { model: config, ...preset } = presets.quickstart;
 * const model = createModel(config);
 * const trainer = createTrainer(model, preset);
 * const state = trainer.init(key(1)); // or that of a checkpoint
 * const { files } = exportOnnx(model, trainer, trainer.judgedParameters(state), { dt: 0.125, protocol: preset.protocol });
 * for (const [name, content] of Object.entries(files)) await writeFile(name, content);
 */
export function exportOnnx(
  model: DynamicsModel,
  trainer: Pick<Trainer, 'unravelArrays'>,
  parameters: NdArray,
  options: ExportOptions,
): ExportedModel {
  requireOptions('exportOnnx', options, exportOnnxOptionNames);
  const { dt, protocol, batchSize = 'any', ...facts } = options;
  if (batchSize !== 'any' && !(Number.isSafeInteger(batchSize) && batchSize >= 1)) {
    throw new Error(`exportOnnx: batchSize must be 'any' or an integer of at least 1, but got ${batchSize}`);
  }
  const arrays = trainer.unravelArrays(parameters);
  const { encode, state, rollout, decode, hamiltonian } = partsOf(model, () => toTensors(arrays));
  const described = describeExport(model, { dt, protocol, batchSize, facts });
  const { graphs } = described;
  const step = ({
    drive,
    ...inputs
  }: LatentState & { readonly dt: tf.Tensor; readonly drive?: tf.Tensor }) => {
    const { q, p } = rollout({ ...inputs, ...(drive && { drive: tf.expandDims(drive, 1) }) }, 1);
    return { nextQ: tf.reshape(q, inputs.q.shape), nextP: tf.reshape(p, inputs.p.shape) };
  };
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const files = {
    [graphs.encode.file]: write(encode, graphs.encode),
    [graphs.state.file]: write(state, graphs.state),
    [graphs.step.file]: write(step, graphs.step),
    [graphs.decode.file]: write(decode, graphs.decode),
    ...(hamiltonian &&
      graphs.hamiltonian && { [graphs.hamiltonian.file]: write(hamiltonian, graphs.hamiltonian) }),
    'README.md': text(exportReadme(described)),
  };
  const checksums = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, bytesToHex(sha256(content))]),
  );
  const description = { ...described, checksums };
  return {
    description,
    files: { ...files, 'model.json': text(`${JSON.stringify(description, undefined, 2)}\n`) },
  };
}

/** Writes a part for inputs of the described shapes. */
function write(part: (inputs: never) => object, { file, inputs }: GraphDescription): Uint8Array {
  // Only shapes and types count.
  const example = (batch: number): Record<string, NdArray> =>
    Object.fromEntries(
      inputs.map(({ name, shape }) => {
        const lengths = shape.map((length) => (length === 'batch' ? batch : length));
        return [name, { dtype: 'float32', shape: lengths, data: new Float32Array() }];
      }),
    );
  const isOpen = inputs.some(({ shape }) => shape.includes('batch'));
  try {
    return toOnnx(part, (isOpen ? example : example(1)) as never);
  } catch (error) {
    if (!isOpen || !(error instanceof Error && error.message.startsWith('openBatch:'))) throw error;
    throw new Error(
      `exportOnnx: ${file} must treat samples one by one to take any batch, but its graph depends on the batch; ` +
        'give batchSize, with hgn export --batch-size 1',
      { cause: error },
    );
  }
}
