import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { topologicalOrder, type Graph, type Matrix, type Node } from '../graph/graph.ts';
import { identity, matrixFrom } from '../graph/matrix.ts';
import type { Pass } from '../graph/rewrite.ts';
import { canonicaliseMatMul } from './canonicaliseMatMul.ts';
import { composeSpatialMaps } from './composeSpatialMaps.ts';
import { expandSpatialMaps } from './expandSpatialMaps.ts';
import { foldConstants } from './foldConstants.ts';
import { fuseGemm } from './fuseGemm.ts';
import { mergeSums } from './mergeSums.ts';
import { simplifyAlgebra } from './simplifyAlgebra.ts';
import { simplifyShapes } from './simplifyShapes.ts';
import { sinkTransposes } from './sinkTransposes.ts';

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
      return `${node.op}${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}(${node.inputs.map(show).join(', ')})`;
    }
    case 'SpatialMap': {
      const { rows, columns } = node.attributes;
      return `SpatialMap[${rows.rows}x${rows.columns},${columns.rows}x${columns.columns}](${node.inputs.map(show).join(', ')})`;
    }
    default:
      return `${node.op}(${node.inputs.map(show).join(', ')})`;
  }
}

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly make: (build: GraphBuilder, ...inputs: Node[]) => Node;
  readonly before: string;
  readonly after: string;
}

function apply(pass: Pass, { shapes, make }: Case): { before: string; after: string; graph: Graph } {
  const build = new GraphBuilder();
  const inputs = shapes.map((shape, i) => build.input(i, shape, 'float32'));
  const graph = { inputs, outputs: [make(build, ...inputs)] };
  const result = pass(graph, build);
  return { before: show(graph.outputs[0]), after: show(result.outputs[0]), graph: result };
}

function expectCases(pass: Pass, cases: Readonly<Record<string, Case>>): void {
  test.each(Object.entries(cases))('%s', (_, example) => {
    const { before, after } = apply(pass, example);
    expect(before).toBe(example.before);
    expect(after).toBe(example.after);
  });
}

const v3 = [[3]];
const m = (rows: number, columns: number): Matrix => matrixFrom(rows, columns, (r, c) => r + 2 * c + 1);

describe('the builder', () => {
  test('gives one node for equal computations, and none for what no output needs', () => {
    const build = new GraphBuilder();
    const x = build.input(0, [3], 'float32');
    expect(build.unary('Exp', x)).toBe(build.unary('Exp', x));
    const unused = build.unary('Sin', x);
    const graph = { inputs: [x], outputs: [build.add(build.unary('Exp', x), build.unary('Exp', x))] };
    expect(topologicalOrder(graph)).toHaveLength(3);
    expect(topologicalOrder(graph)).not.toContain(unused);
  });

  test('keeps apart what differs only in an attribute or in the sign of zero', () => {
    const build = new GraphBuilder();
    expect(build.fill(0, [])).not.toBe(build.fill(-0, []));
    const x = build.input(0, [3, 3], 'float32');
    expect(build.reduce('ReduceSum', x, [0])).not.toBe(build.reduce('ReduceSum', x, [1]));
  });
});

describe('foldConstants', () => {
  const list = (build: GraphBuilder, ...values: number[]) =>
    build.constant(Float32Array.from(values), [values.length], 'float32');
  expectCases(foldConstants, {
    'makes a constant of equal values one value': {
      shapes: v3,
      make: (build, x) => build.add(x, list(build, 2, 2, 2)),
      before: 'Add(x0, [2 2 2])',
      after: 'Add(x0, 2)',
    },
    'computes with constants': {
      shapes: v3,
      make: (build, x) =>
        build.mul(x, build.unary('Neg', build.add(list(build, 1, 2, 3), build.fill(1, [])))),
      before: 'Mul(x0, Neg(Add([1 2 3], 1)))',
      after: 'Mul(x0, [-2 -3 -4])',
    },
    'moves constant elements at build time': {
      shapes: [[2, 2]],
      make: (build, x) =>
        build.add(x, build.transpose(build.reshape(list(build, 1, 2, 3, 4), [2, 2]), [1, 0])),
      before: 'Add(x0, Transpose[1,0](Reshape[2,2]([1 2 3 4])))',
      after: 'Add(x0, [1 3 2 4])',
    },
    'leaves what depends on an input': {
      shapes: v3,
      make: (build, x) => build.mul(build.add(x, build.fill(1, [])), build.fill(2, [])),
      before: 'Mul(Add(x0, 1), 2)',
      after: 'Mul(Add(x0, 1), 2)',
    },
  });
});

describe('simplifyAlgebra', () => {
  const fill = (build: GraphBuilder, value: number) => build.fill(value, []);
  expectCases(simplifyAlgebra, {
    'drops neutral elements': {
      shapes: v3,
      make: (build, x) =>
        build.binary('Div', build.mul(build.add(x, fill(build, 0)), fill(build, 1)), fill(build, 1)),
      before: 'Div(Mul(Add(x0, 0), 1), 1)',
      after: 'x0',
    },
    'keeps the shape that a neutral element gave': {
      shapes: v3,
      make: (build, x) => build.mul(x, build.fill(1, [2, 3])),
      before: 'Mul(x0, 1)',
      after: 'BroadcastTo[2,3](x0)',
    },
    'cancels negations': {
      shapes: [[3], [3]],
      make: (build, x, y) => build.mul(build.unary('Neg', x), build.unary('Neg', y)),
      before: 'Mul(Neg(x0), Neg(x1))',
      after: 'Mul(x0, x1)',
    },
    'makes subtraction of adding a negation': {
      shapes: [[3], [3]],
      make: (build, x, y) => build.add(x, build.unary('Neg', y)),
      before: 'Add(x0, Neg(x1))',
      after: 'Sub(x0, x1)',
    },
    'collects constant factors': {
      shapes: v3,
      make: (build, x) => build.mul(fill(build, 2), build.unary('Neg', build.mul(x, fill(build, 3)))),
      before: 'Mul(2, Neg(Mul(x0, 3)))',
      after: 'Mul(Mul(x0, -3), 2)',
    },
    'takes a constant factor out of a sum': {
      shapes: [[2, 3]],
      make: (build, x) => build.reduce('ReduceSum', build.mul(x, fill(build, 2)), [0]),
      before: 'ReduceSum[0](Mul(x0, 2))',
      after: 'Mul(ReduceSum[0](x0), 2)',
    },
    'counts instead of adding up a stretched axis': {
      shapes: v3,
      make: (build, x) => build.reduce('ReduceSum', build.broadcastTo(x, [4, 3]), [0]),
      before: 'ReduceSum[0](BroadcastTo[4,3](x0))',
      after: 'Mul(x0, 4)',
    },
    'multiplies out small powers': {
      shapes: v3,
      make: (build, x) => build.binary('Pow', x, fill(build, 2)),
      before: 'Pow(x0, 2)',
      after: 'Mul(x0, x0)',
    },
    'divides by multiplying only where that is exact': {
      shapes: v3,
      make: (build, x) => build.binary('Div', build.binary('Div', x, fill(build, 3)), fill(build, 4)),
      before: 'Div(Div(x0, 3), 4)',
      after: 'Mul(Div(x0, 3), 0.25)',
    },
  });
});

describe('simplifyShapes', () => {
  expectCases(simplifyShapes, {
    'merges reshapes': {
      shapes: [[2, 6]],
      make: (build, x) => build.reshape(build.reshape(x, [12]), [3, 4]),
      before: 'Reshape[3,4](Reshape[12](x0))',
      after: 'Reshape[3,4](x0)',
    },
    'cancels opposite transpositions': {
      shapes: [[2, 3, 4]],
      make: (build, x) => build.transpose(build.transpose(x, [1, 2, 0]), [2, 0, 1]),
      before: 'Transpose[2,0,1](Transpose[1,2,0](x0))',
      after: 'x0',
    },
    'makes moving an axis of length one a reshape': {
      shapes: [[1, 3, 4]],
      make: (build, x) => build.transpose(x, [1, 0, 2]),
      before: 'Transpose[1,0,2](x0)',
      after: 'Reshape[3,1,4](x0)',
    },
    'lets elementwise operations stretch their operands': {
      shapes: [[3], [2, 3]],
      make: (build, x, y) => build.mul(build.broadcastTo(x, [2, 3]), y),
      before: 'Mul(BroadcastTo[2,3](x0), x1)',
      after: 'Mul(x0, x1)',
    },
    'computes before stretching': {
      shapes: v3,
      make: (build, x) => build.unary('Exp', build.broadcastTo(x, [2, 3])),
      before: 'Exp(BroadcastTo[2,3](x0))',
      after: 'BroadcastTo[2,3](Exp(x0))',
    },
    'takes a slice of a concatenation from its part': {
      shapes: [[2], [3]],
      make: (build, x, y) => build.slice(build.concat([x, y], 0), [2], [3]),
      before: 'Slice(Concat(x0, x1))',
      after: 'x1',
    },
    'takes a slice inside padding from what was padded': {
      shapes: v3,
      make: (build, x) => build.slice(build.pad(x, [2], [2]), [2], [3]),
      before: 'Slice(Pad(x0))',
      after: 'x0',
    },
    'puts all slices of a tensor together again': {
      shapes: [[4]],
      make: (build, x) => build.concat([build.slice(x, [0], [1]), build.slice(x, [1], [3])], 0),
      before: 'Concat(Slice(x0), Slice(x0))',
      after: 'x0',
    },
    'sums over axes at once': {
      shapes: [[2, 3, 4]],
      make: (build, x) => build.reduce('ReduceSum', build.reduce('ReduceSum', x, [1]), [1]),
      before: 'ReduceSum[1](ReduceSum[1](x0))',
      after: 'ReduceSum[1,2](x0)',
    },
  });
});

describe('canonicaliseMatMul', () => {
  expectCases(canonicaliseMatMul, {
    'folds a transposition into a flag': {
      shapes: [
        [3, 2],
        [3, 4],
      ],
      make: (build, a, b) => build.matMul(build.transpose(a, [1, 0]), b),
      before: 'MatMulNN(Transpose[1,0](x0), x1)',
      after: 'MatMulTN(x0, x1)',
    },
    'makes batch axes of the left operand rows': {
      shapes: [
        [5, 2, 3],
        [3, 4],
      ],
      make: (build, a, b) => build.matMul(a, b),
      before: 'MatMulNN(x0, x1)',
      after: 'Reshape[5,2,4](MatMulNN(Reshape[10,3](x0), x1))',
    },
  });
});

describe('mergeSums', () => {
  expectCases(mergeSums, {
    'concatenates padded pieces that touch': {
      shapes: [[2], [3]],
      make: (build, x, y) => build.add(build.pad(y, [2], [1]), build.pad(x, [0], [4])),
      before: 'Add(Pad(x1), Pad(x0))',
      after: 'Pad(Concat(x0, x1))',
    },
    'adds pieces of the same place before padding': {
      shapes: [[2], [2]],
      make: (build, x, y) => build.add(build.pad(x, [1], [1]), build.pad(y, [1], [1])),
      before: 'Add(Pad(x0), Pad(x1))',
      after: 'Pad(Add(x0, x1))',
    },
    'finds the piece of a longer sum that another touches': {
      shapes: [[2], [2], [4]],
      make: (build, x, y, z) => build.add(build.add(build.pad(x, [0], [2]), z), build.pad(y, [2], [0])),
      before: 'Add(Add(Pad(x0), x2), Pad(x1))',
      after: 'Add(Concat(x0, x1), x2)',
    },
    'adds before reducing': {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      make: (build, x, y) => build.add(build.reduce('ReduceSum', x, [0]), build.reduce('ReduceSum', y, [0])),
      before: 'Add(ReduceSum[0](x0), ReduceSum[0](x1))',
      after: 'ReduceSum[0](Add(x0, x1))',
    },
  });
});

describe('fuseGemm', () => {
  const shapes = [[2, 3], [4, 3], [4]];
  expectCases(fuseGemm, {
    'adds the bias in the product': {
      shapes,
      make: (build, a, b, c) => build.add(build.matMul(a, b, { transposeB: true }), c),
      before: 'Add(MatMulNT(x0, x1), x2)',
      after: 'GemmNT(x0, x1, x2)',
    },
    'leaves a product that something else needs': {
      shapes,
      make: (build, a, b, c) => {
        const product = build.matMul(a, b, { transposeB: true });
        return build.mul(build.add(product, c), product);
      },
      before: 'Mul(Add(MatMulNT(x0, x1), x2), MatMulNT(x0, x1))',
      after: 'Mul(Add(MatMulNT(x0, x1), x2), MatMulNT(x0, x1))',
    },
  });
});

describe('sinkTransposes', () => {
  expectCases(sinkTransposes, {
    'moves a transposition through elementwise operations': {
      shapes: [[2, 3, 4], [4], [3, 2, 4]],
      make: (build, x, bias, y) =>
        build.mul(build.unary('Tanh', build.add(build.transpose(x, [1, 0, 2]), bias)), y),
      before: 'Mul(Tanh(Add(Transpose[1,0,2](x0), x1)), x2)',
      after: 'Transpose[1,0,2](Mul(Tanh(Add(x0, x1)), Transpose[1,0,2](x2)))',
    },
    'renames the axes of a reduction': {
      shapes: [[2, 3, 4]],
      make: (build, x) => build.reduce('ReduceSum', build.transpose(x, [1, 0, 2]), [0]),
      before: 'ReduceSum[0](Transpose[1,0,2](x0))',
      after: 'ReduceSum[1](x0)',
    },
    'moves through a reshape that splits an axis': {
      shapes: [[4, 3]],
      make: (build, x) => build.reshape(build.transpose(x, [1, 0]), [3, 2, 2]),
      before: 'Reshape[3,2,2](Transpose[1,0](x0))',
      after: 'Transpose[2,0,1](Reshape[2,2,3](x0))',
    },
    'stops at a reshape that merges axes from different places': {
      shapes: [[4, 3]],
      make: (build, x) => build.reshape(build.transpose(x, [1, 0]), [12]),
      before: 'Reshape[12](Transpose[1,0](x0))',
      after: 'Reshape[12](Transpose[1,0](x0))',
    },
  });
});

describe('composeSpatialMaps', () => {
  const image = [[4, 4, 2, 3]];
  expectCases(composeSpatialMaps, {
    'makes two maps one where that is no dearer': {
      shapes: image,
      make: (build, x) => build.spatialMap(build.spatialMap(x, m(8, 4), m(8, 4)), m(6, 8), m(6, 8)),
      before: 'SpatialMap[6x8,6x8](SpatialMap[8x4,8x4](x0))',
      after: 'SpatialMap[6x4,6x4](x0)',
    },
    'keeps a small map before a larger one': {
      shapes: image,
      make: (build, x) => build.spatialMap(build.spatialMap(x, m(1, 4), m(1, 4)), m(6, 1), m(6, 1)),
      before: 'SpatialMap[6x1,6x1](SpatialMap[1x4,1x4](x0))',
      after: 'SpatialMap[6x1,6x1](SpatialMap[1x4,1x4](x0))',
    },
    'drops the identity': {
      shapes: image,
      make: (build, x) => build.spatialMap(x, identity(4), identity(4)),
      before: 'SpatialMap[4x4,4x4](x0)',
      after: 'x0',
    },
    'takes in the sum over neighbours that upsampling backward is': {
      shapes: image,
      make: (build, x) =>
        build.reduce('ReduceSum', build.reshape(build.spatialMap(x, m(8, 4), m(6, 4)), [8, 3, 2, 2, 3]), [2]),
      before: 'ReduceSum[2](Reshape[8,3,2,2,3](SpatialMap[8x4,6x4](x0)))',
      after: 'SpatialMap[8x4,3x4](x0)',
    },
  });
});

describe('expandSpatialMaps', () => {
  expectCases(expandSpatialMaps, {
    'applies each axis as a product from the left': {
      shapes: [[4, 4, 2, 3]],
      make: (build, x) => build.spatialMap(x, identity(4), m(2, 4)),
      before: 'SpatialMap[4x4,2x4](x0)',
      after: 'Reshape[4,2,2,3](MatMulNN([1 3 5 7 2 4 6 8], Reshape[4,4,6](x0)))',
    },
  });
});
