import { requireOptions } from '@hgn/options';
import type { FlowArray, FlowDescription } from './description.ts';
import { toTensors, treeLeaves, treePaths, type NdArray, type Tree } from '@hgn/autodiff';
import { toOnnx } from '@hgn/jit';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { scope } from '../core/scope.ts';
import type { NoiseTensors } from '../distributions/distribution.ts';
import { logVolume } from '../fit/training/samples.ts';
import type { TrainedFlow } from '../fit/trained/trainedFlow.ts';
import { flowReadme } from './readme.ts';

/** A flow as files that need nothing of ours. */
export interface ExportedFlow {
  readonly description: FlowDescription;
  /** Content by file name: `sample.onnx`, `logProb.onnx`, `flow.json`, `README.md`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * Writes a trained flow as ONNX files for other programs: `sample.onnx` turns noise into points, `logProb.onnx` gives
 * log-densities of points in nats, in units of the data; `flow.json` names all inputs and outputs, and which noise is to
 * be drawn. For a flow with latent variables (a Neural Hamiltonian Flow) `logProb` takes their noise, too, and gives the
 * log-weight of the draw: the density is the mean of exp over many draws. Any number of rows in every call; operators
 * are those of ONNX's own set 17.
 *
 * Cost: no engine and no tfjs backend is needed; a second or so.
 *
 * @param options.columns names of the columns of a point; `x0`, `x1`, … when absent
 * @throws RangeError when there are not as many names as columns
 * @example
 * import { key } from '@hgn/nn';
 * const flow = realNVP({ features: 2, layers: 2, hidden: [8] });
 * const trained = trainedFlow(flow, { parameters: flow.init(key(0)) });
 * const { files } = exportFlow(trained);
 * console.log(Object.keys(files)); // [ 'sample.onnx', 'logProb.onnx', 'flow.json', 'README.md' ]
 */
export function exportFlow(
  { flow, parameters, standardisation }: TrainedFlow,
  options: { readonly columns?: readonly string[] } = {},
): ExportedFlow {
  requireOptions('exportFlow', options, { columns: true });
  const { features, context } = flow;
  const { columns = Array.from({ length: features }, (_, i) => `x${i}`) } = options;
  if (columns.length !== features) {
    throw new RangeError(`exportFlow: columns must be ${features} names, but got ${columns.length}`);
  }
  const own = () => toTensors(parameters);
  const units = () => toTensors({ ...standardisation });
  const volume = logVolume(standardisation);
  type Given = { readonly context?: tf.Tensor };
  const sample = ({ noise, context: given }: Given & { readonly noise: NoiseTensors }) => {
    const { shift, scale } = units();
    return { points: scope(() => tf.add(tf.mul(flow.sample(own(), noise, given), scale), shift)) };
  };
  const logProb = ({
    points,
    noise = [],
    context: given,
  }: Given & { readonly points: tf.Tensor; readonly noise?: NoiseTensors }) => {
    const { shift, scale } = units();
    const standard = tf.div(tf.sub(points, shift), scale);
    return { logProb: scope(() => tf.add(flow.logWeight(own(), standard, noise, given), volume)) };
  };
  const conditions = (batch: number) => (context > 0 ? { context: empty(batch, context) } : {});
  const sampleExample = (batch: number) => ({ noise: flow.noise(key(0), batch), ...conditions(batch) });
  const densityExample = (batch: number) => {
    const latent = flow.latentNoise(key(0), batch);
    return {
      points: empty(batch, features),
      ...(treeLeaves<NdArray>(latent).length > 0 && { noise: latent }),
      ...conditions(batch),
    };
  };
  const points: FlowArray = { name: 'points', shape: ['batch', features], meaning: columns.join(', ') };
  const inputsOf = (example: (batch: number) => Tree<NdArray>): FlowArray[] => {
    // More rows than any array has columns, and enough to tell what noise is drawn from.
    const inputs = example(1000);
    const leaves = treeLeaves<NdArray>(inputs);
    return treePaths(inputs).map((name, i) => {
      if (name === 'points') return points;
      const shape = ['batch' as const, ...leaves[i].shape.slice(1)];
      if (name === 'context') return { name, shape, meaning: 'what the density depends on' };
      const isUniform = leaves[i].data.every((value) => value > 0 && value < 1);
      return {
        name,
        shape,
        meaning: 'noise, fresh for every row',
        drawn: isUniform ? 'uniform on (0, 1)' : 'standard normal',
      };
    });
  };
  const graphs: FlowDescription['graphs'] = {
    sample: {
      file: 'sample.onnx',
      does: 'turns noise into points of the learnt density',
      inputs: inputsOf(sampleExample),
      outputs: [points],
    },
    logProb: {
      file: 'logProb.onnx',
      does: flow.exact
        ? 'gives the log-density of points, in nats'
        : 'gives the log-weight of points for one draw of the noise, in nats: the density is the mean of exp over draws',
      inputs: inputsOf(densityExample),
      outputs: [
        { name: 'logProb', shape: ['batch'], meaning: flow.exact ? 'log-density' : 'log-weight of the draw' },
      ],
    },
  };
  const description: FlowDescription = {
    format: 'hgn-flow-export',
    version: 1,
    ...(flow.config && { flow: flow.config }),
    columns,
    context,
    exact: flow.exact,
    graphs,
  };
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return {
    description,
    files: {
      'sample.onnx': toOnnx(sample as (inputs: never) => object, sampleExample as never),
      'logProb.onnx': toOnnx(logProb as (inputs: never) => object, densityExample as never),
      'flow.json': text(`${JSON.stringify(description, undefined, 2)}\n`),
      'README.md': text(flowReadme(description)),
    },
  };
}

/** Only shapes and types count. */
const empty = (...shape: number[]): NdArray => ({ dtype: 'float32', shape, data: new Float32Array() });
