import { topologicalOrder, type DataType, type Graph, type Op, type Shape } from './graph.ts';

/** One value of a graph as plain data. */
export interface GraphNode {
  /** Unique within a compilation: what is the same computation after two passes has the same number after both. */
  readonly id: number;
  /** Name of the operation: MatMul, Add, Input, Constant … */
  readonly op: Op;
  /** Numbers of the nodes that it reads; smaller than its own. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
  readonly dtype: DataType;
  /** What parameterises the operation; long arrays by their length, matrices by their size. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A graph as plain data, to be looked at or sent elsewhere. */
export interface GraphSnapshot {
  /** The nodes that stand for arguments, in the order of the arguments' leaves; some may be read by nothing. */
  readonly inputs: readonly number[];
  /** The nodes that are results, in the order of the result's leaves. */
  readonly outputs: readonly number[];
  /** The nodes that outputs need, inputs before users. */
  readonly nodes: readonly GraphNode[];
}

/** A graph as plain data for viewers: nodes in order, inputs and outputs by id, constants by their length only. */
export function dumpGraph(graph: Graph): GraphSnapshot {
  const nodes = topologicalOrder(graph).map(({ id, op, inputs, attributes, shape, dtype }) => ({
    id,
    op,
    inputs: inputs.map((input) => input.id),
    shape,
    dtype,
    attributes: Object.fromEntries(
      Object.entries(attributes as Readonly<Record<string, unknown>>).map(([name, value]) => [
        name,
        ArrayBuffer.isView(value) ? `${(value as Float32Array).length} values` : summarised(value),
      ]),
    ),
  }));
  return { inputs: graph.inputs.map(({ id }) => id), outputs: graph.outputs.map(({ id }) => id), nodes };
}

/** Matrices by their size. */
const summarised = (value: unknown) =>
  typeof value === 'object' && value !== null && 'rows' in value && 'data' in value && 'columns' in value
    ? `${String(value.rows)} x ${String(value.columns)}`
    : value;
