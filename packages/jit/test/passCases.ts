import { expect, test } from 'vitest';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Graph, Node } from '../src/graph/graph.ts';
import type { Pass } from '../src/graph/rewrite.ts';

/** A node as text: operation, what decides about it, its inputs; a shared node is written wherever it is used. */
function show(node: Node): string {
  switch (node.op) {
    case 'Input':
      return `x${node.attributes.index}`;
    case 'Fill':
      return `${node.attributes.value}`;
    case 'Constant':
      return `[${Array.from(node.attributes.data).join(' ')}]`;
    case 'Reshape':
    case 'BroadcastTo':
      return `${node.op}[${node.shape.join()}](${node.inputs.map(show).join(', ')})`;
    case 'Transpose':
      return `Transpose[${node.attributes.permutation.join()}](${node.inputs.map(show).join(', ')})`;
    case 'ReduceSum':
      return `ReduceSum[${node.attributes.axes.join()}](${node.inputs.map(show).join(', ')})`;
    case 'MatMul':
    case 'Gemm': {
      const { transposeA, transposeB } = node.attributes;
      const { alpha = 1, beta = 1 } = node.op === 'Gemm' ? node.attributes : {};
      const factors = alpha === 1 && beta === 1 ? '' : ` ${alpha} ${beta}`;
      return `${node.op}${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}${factors}(${node.inputs.map(show).join(', ')})`;
    }
    case 'SpatialMap': {
      const { rows, columns } = node.attributes;
      return `SpatialMap[${rows.rows}x${rows.columns},${columns.rows}x${columns.columns}](${node.inputs.map(show).join(', ')})`;
    }
    default:
      return `${node.op}(${node.inputs.map(show).join(', ')})`;
  }
}

/** A small graph, and its text before and after a pass. */
export interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly make: (build: GraphBuilder, ...inputs: Node[]) => Node;
  readonly before: string;
  readonly after: string;
}

/** Runs a pass on a small graph. */
export function applyPass(
  pass: Pass,
  { shapes, make }: Case,
): { before: string; after: string; graph: Graph } {
  const build = new GraphBuilder();
  const inputs = shapes.map((shape, i) => build.input(i, shape, 'float32'));
  const graph = { inputs, outputs: [make(build, ...inputs)] };
  const result = pass(graph, build);
  return { before: show(graph.outputs[0]), after: show(result.outputs[0]), graph: result };
}

/** One test for each case, named by its key. */
export function expectCases(pass: Pass, cases: Readonly<Record<string, Case>>): void {
  test.each(Object.entries(cases))('%s', (_, example) => {
    const { before, after } = applyPass(pass, example);
    expect(before).toBe(example.before);
    expect(after).toBe(example.after);
  });
}
