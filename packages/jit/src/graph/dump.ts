import { topologicalOrder, type Graph } from './graph.ts';

/** A graph as plain data for viewers: nodes in order, inputs and outputs by id, constants by their length only. */
export function dumpGraph(graph: Graph): Record<string, unknown> {
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
