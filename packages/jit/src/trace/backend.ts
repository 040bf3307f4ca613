import { afterKernel } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder.ts';
import type { DataType, Node, Values } from '../graph/graph.ts';
import { afterRule } from './kernels/after.ts';
import { kernelRules } from './kernels/table.ts';
import { TraceError } from './errors.ts';
import { callSite, describeSite } from './source.ts';

/** Name under which the tracing backend is registered with tfjs while it traces. */
export const tracingBackend = 'hgn-jit';
/** Kernel that turns a node into a tensor: how the arguments of the traced function come to be. */
export const inputKernel = 'HgnJitInput';
/** Everything in this package, for leaving its frames out of error messages. */
export const ownFolder = folderAbove(import.meta.url);

/** Not `new URL('..', import.meta.url)`: bundlers for browsers take that for a file to bring along. */
function folderAbove(address: string): string {
  return new URL('..', address).href;
}

/** What kernels see of the tracing backend. */
interface KernelTracer {
  readonly build: GraphBuilder;
  kernelCalls: number;
  nodeOf(tensor: tf.TensorInfo): Node;
  tensorInfo(node: Node): tf.TensorInfo;
}

/** Stands for the data of a tensor that a backend traces, and knows its node: a table of them would be asked for each. */
class Traced {
  readonly backend: TracingBackend;
  readonly node: Node;

  constructor(backend: TracingBackend, node: Node) {
    this.backend = backend;
    this.node = node;
  }
}

/** A tfjs backend whose tensors hold no data: each kernel call adds nodes to a graph. */
export class TracingBackend extends tf.KernelBackend implements KernelTracer {
  readonly build: GraphBuilder;
  /** How many kernels tfjs has called. */
  kernelCalls = 0;
  /** Constants that tensors from outside became. */
  readonly #captured = new WeakMap<object, Node>();

  constructor(build: GraphBuilder) {
    super();
    this.build = build;
  }

  /** The node behind a tensor; a tensor made outside is read and becomes a constant. */
  nodeOf(tensor: tf.TensorInfo): Node {
    const known = this.#known(tensor.dataId);
    if (known !== undefined) return known;
    const node = this.#capture(tensor);
    this.#captured.set(tensor.dataId, node);
    return node;
  }

  tensorInfo(node: Node): tf.TensorInfo {
    return { dataId: new Traced(this, node), shape: [...node.shape], dtype: node.dtype };
  }

  #known(dataId: object): Node | undefined {
    return dataId instanceof Traced && dataId.backend === this ? dataId.node : this.#captured.get(dataId);
  }

  #capture(tensor: tf.TensorInfo): Node {
    const dtype = dataTypeOf(tensor.dtype);
    let values: Values;
    try {
      values = tf.engine().readSync(tensor.dataId).slice() as Values;
    } catch (cause) {
      throw new TraceError(
        `jit: a tensor [${tensor.shape.join()}] from outside the function could not be read (${String(cause)}); pass it as an argument`,
      );
    }
    return this.build.constant(values, tensor.shape, dtype);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const type = dataTypeOf(dtype);
    return this.tensorInfo(this.build.constant(toValues(values, type, shape), shape, type)).dataId;
  }

  override readSync(dataId: object): tf.BackendValues {
    const node = this.#known(dataId);
    if (node?.op === 'Constant') return node.attributes.data;
    const site = describeSite(callSite(new Error(), ownFolder));
    throw new TraceError(
      `jit: the values of a tensor do not exist while the function is compiled, but they were read${site}; ` +
        'return the tensor and read it outside, or choose between values with tf.where',
    );
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override disposeData(): boolean {
    return true;
  }

  override incRef(): void {
    // Nodes are not counted: the graph keeps what its outputs need.
  }

  override numDataIds(): number {
    return 0;
  }

  override memory() {
    return { unreliable: true, reasons: ['tensors hold no data while a function is traced'] };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override dispose(): void {
    // Holds nothing but memory.
  }
}

function dataTypeOf(dtype: tf.DataType): DataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new TraceError(
    `jit: tensors must be float32, int32 or bool, but got ${dtype}${describeSite(callSite(new Error(), ownFolder))}; convert outside the compiled function`,
  );
}

/** tfjs writes no values at all for tensors of length 0. */
function toValues(values: tf.BackendValues | null, dtype: DataType, shape: readonly number[]): Values {
  const list = (values ?? []) as ArrayLike<number>;
  if (dtype === 'float32') return Float32Array.from(list);
  if (dtype === 'int32') return Int32Array.from(list);
  return Uint8Array.from(shape.includes(0) ? [] : list);
}

/** Makes tfjs call the rules when the tracing backend is active; doing it again changes nothing. */
export function registerTracingKernels(): void {
  if (tf.getKernel(inputKernel, tracingBackend) !== undefined) return;
  tf.registerKernel({
    kernelName: inputKernel,
    backendName: tracingBackend,
    kernelFunc: ({ backend, attrs }) =>
      (backend as KernelTracer).tensorInfo((attrs as unknown as { node: Node }).node),
  });
  for (const [kernelName, write] of Object.entries({ ...kernelRules, [afterKernel]: afterRule })) {
    tf.registerKernel({
      kernelName,
      backendName: tracingBackend,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const trace = backend as KernelTracer;
        trace.kernelCalls++;
        const nodes: Record<string, Node> = {};
        for (const [name, tensor] of Object.entries(inputs)) {
          if (tensor != null) nodes[name] = trace.nodeOf(tensor);
        }
        const made = write(trace.build, nodes, attrs);
        return Array.isArray(made) ? made.map((node) => trace.tensorInfo(node)) : trace.tensorInfo(made);
      },
    });
  }
}
