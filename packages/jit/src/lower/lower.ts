import { topologicalOrder, type Graph, type Node } from '../graph/graph.ts';
import { OnnxModel } from '../onnx/model.ts';
import { lowerElementwise } from './elementwise.ts';
import { LogisticWriter } from './logistic.ts';
import { lowerStructure } from './structure.ts';

/** A graph as an ONNX model with inputs x0, x1, … and outputs y0, y1, … */
export interface LoweredModel {
  readonly model: OnnxModel;
  /** Which inputs of the graph the model takes; the others do not influence the outputs. */
  readonly usedInputs: readonly number[];
}

/** What others see of a model that is written as a file for them. */
export interface Interface {
  /** Names in place of x0, x1, … */
  readonly inputs: readonly string[];
  /** Names in place of y0, y1, … */
  readonly outputs: readonly string[];
}

/** For whom a model is written. */
export interface LowerOptions {
  /** A file for others: has operators of ONNX itself only, and takes the inputs that something depends on. */
  readonly file?: Interface;
  /** Operators of ONNX itself only; default true for a file, else false. */
  readonly standard?: boolean;
}

/** Writes each node of the graph as ONNX operators. Throws for operations that a pass should have expanded. */
export function lower(
  graph: Graph,
  { file, standard = file !== undefined }: LowerOptions = {},
): LoweredModel {
  const model = new OnnxModel();
  const names = new Map<Node, string>();
  const usedInputs: number[] = [];
  const nameOf = (node: Node) => {
    const name = names.get(node);
    if (name === undefined) throw new Error(`lower: ${node.op} ${node.id} is used before it is made`);
    return name;
  };
  const nodes = topologicalOrder(graph);
  const context: Context = { model, standard, logistic: new LogisticWriter(model, nodes) };
  if (file !== undefined) {
    // In the order of the function's inputs, without those that nothing depends on: tools drop them, and refuse their feeds.
    const used = new Set(nodes);
    graph.inputs.forEach((node, i) => used.has(node) && model.input(file.inputs[i], node.shape, node.dtype));
  }
  for (const node of nodes) {
    if (node.op === 'Input') usedInputs.push(node.attributes.index);
    const declared = node.op === 'Input' ? file?.inputs[node.attributes.index] : undefined;
    names.set(node, declared ?? lowerNode(context, node, node.inputs.map(nameOf)));
  }
  graph.outputs.forEach((node, i) => {
    // A value may be an output twice, or be an input: an output needs a name and memory of its own.
    const name = file?.outputs[i] ?? `y${i}`;
    model.output(model.add('Identity', [nameOf(node)], {}, name), node.shape, node.dtype);
  });
  return { model, usedInputs };
}

/** What the nodes of one graph are written with. */
interface Context {
  readonly model: OnnxModel;
  readonly standard: boolean;
  readonly logistic: LogisticWriter;
}

function lowerNode({ model, standard, logistic }: Context, node: Node, inputs: readonly string[]): string {
  switch (node.op) {
    case 'Input':
      return model.input(`x${node.attributes.index}`, node.shape, node.dtype);
    case 'Constant':
      return model.constant(node.attributes.data, node.shape, node.dtype);
    case 'Fill':
      return fill(model, node);
    case 'MatMul':
      return matMul(model, node, inputs, standard);
    case 'Gemm':
      return gemm(model, node, inputs);
    case 'Sigmoid':
    case 'FallingSigmoid':
    case 'OnePlusExp':
    case 'Softplus':
      return logistic.write(node, inputs[0]);
  }
  const lowered = lowerElementwise(model, node, inputs) ?? lowerStructure(model, node, inputs);
  if (lowered === undefined)
    throw new Error(`lower: ${node.op} has no ONNX form; a pass must expand it first`);
  return lowered;
}

function fill(model: OnnxModel, { attributes: { value }, shape, dtype }: Node<'Fill'>): string {
  const values =
    dtype === 'float32'
      ? Float32Array.of(value)
      : dtype === 'int32'
        ? Int32Array.of(value)
        : Uint8Array.of(value);
  if (shape.includes(0)) return model.constant(values.slice(1), shape, dtype);
  const scalar = model.constant(values, [], dtype);
  return shape.length === 0 ? scalar : model.add('Expand', [scalar, model.integers(shape)]);
}

function gemm(model: OnnxModel, { attributes }: Node<'Gemm'>, inputs: readonly string[]): string {
  const { transposeA, transposeB, alpha, beta } = attributes;
  return model.add('Gemm', inputs, {
    transA: Number(transposeA),
    transB: Number(transposeB),
    ...(alpha === 1 ? {} : { alpha: { float: alpha } }),
    ...(beta === 1 ? {} : { beta: { float: beta } }),
  });
}

function matMul(
  model: OnnxModel,
  { attributes, shape, dtype, inputs: [a, b] }: Node<'MatMul'>,
  inputs: readonly string[],
  standard: boolean,
): string {
  const { transposeA, transposeB } = attributes;
  const flags = { transA: Number(transposeA), transB: Number(transposeB) };
  if (!transposeA && !transposeB) return model.add('MatMul', inputs);
  if (dtype === 'float32') {
    if (shape.length === 2 && a.shape.length === 2 && b.shape.length === 2) {
      return model.add('Gemm', inputs, flags);
    }
    if (!standard) return model.add('com.microsoft.FusedMatMul', inputs, flags);
  }
  const swapped = (x: Node, name: string, swap: boolean) => {
    const axes = x.shape.map((_, axis) => axis);
    return swap
      ? model.add('Transpose', [name], { perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] })
      : name;
  };
  return model.add('MatMul', [swapped(a, inputs[0], transposeA), swapped(b, inputs[1], transposeB)]);
}
