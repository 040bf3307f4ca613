import type { NdArray } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { createOnnxSession } from '../src/engines/onnx.ts';
import { importNodeRuntime } from '../src/engines/runtime.ts';
import type { Graph } from '../src/graph/graph.ts';
import { lower } from '../src/lower/lower.ts';

/** Runs an optimised graph once in onnxruntime-node. */
export async function runGraph(graph: Graph, inputs: readonly tf.Tensor[]): Promise<NdArray[]> {
  const { model, usedInputs } = lower(graph);
  const runtime = await importNodeRuntime();
  const session = await createOnnxSession(runtime, model.bytes(), {
    usedInputs,
    threads: 1,
    provider: 'cpu',
  });
  const arrays = inputs.map((input): NdArray => ({
    dtype: input.dtype as NdArray['dtype'],
    shape: input.shape,
    data: input.dataSync<'float32'>(),
  }));
  const outputs = await session.run(arrays);
  await session.dispose();
  return outputs;
}
