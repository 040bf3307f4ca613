import { sizeOf, topologicalOrder, type Graph, type Node } from '../src/graph/graph.ts';

/** Half a unit in the last place of float32, relative. */
const roundoff = 2 ** -24;

/** The runtime’s tanh is off by up to 5.4 of them, over -10 to 10. */
const tanhRoundings = 6;

/** A rounding of one result: exact where there is none. */
type Round = (value: number, operations: number) => number;

/** Roundings by random multiples, up to 1, of half a unit in the last place: √n of them for n operations. */
function randomly(seed: number): Round {
  // Mulberry32, as a sign: the worst of a rounding is what counts.
  let state = seed;
  return (value, operations) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const sign = ((mixed ^ (mixed >>> 14)) & 1) === 0 ? 1 : -1;
    return value * (1 + sign * Math.sqrt(operations) * roundoff);
  };
}

/** Position in an operand [m, n], [n] or [] that broadcasts to a matrix. */
const at = ({ shape }: Node, row: number, column: number) => {
  const [rows, columns] = [shape[shape.length - 2] ?? 1, shape[shape.length - 1] ?? 1];
  return (rows === 1 ? 0 : row) * columns + (columns === 1 ? 0 : column);
};

function evaluated(node: Node, inputs: readonly Float64Array[], round: Round): Float64Array {
  const [a, b] = inputs;
  const columns = node.shape[node.shape.length - 1] ?? 1;
  const each = (entry: (row: number, column: number) => number) =>
    Float64Array.from({ length: sizeOf(node.shape) }, (_, i) => entry(Math.floor(i / columns), i % columns));
  const sum = (length: number, term: (k: number) => number) => {
    let total = 0;
    // Each term is rounded with the sums that it is in.
    for (let k = 0; k < length; k++) total += round(term(k), length);
    return total;
  };
  const [left, right] = node.inputs;
  switch (node.op) {
    case 'Add':
      return each((row, column) => round(a[at(left, row, column)] + b[at(right, row, column)], 1));
    case 'Mul':
      return each((row, column) => round(a[at(left, row, column)] * b[at(right, row, column)], 1));
    case 'Tanh':
      return a.map((x) => round(Math.tanh(x), tanhRoundings ** 2));
    case 'ReduceSum':
      return each((_, column) => sum(left.shape[0], (row) => a[row * left.shape[1] + column]));
    case 'MatMul': {
      const { transposeA, transposeB } = node.attributes;
      const inner = left.shape[transposeA ? 0 : 1];
      const entryA = (row: number, k: number) => a[transposeA ? k * left.shape[1] + row : row * inner + k];
      const entryB = (k: number, column: number) => b[transposeB ? column * inner + k : k * columns + column];
      return each((row, column) => sum(inner, (k) => entryA(row, k) * entryB(k, column)));
    }
    default:
      throw new Error(`exactly: ${node.op} has no rule`);
  }
}

function outputsOf(graph: Graph, inputs: readonly ArrayLike<number>[], round: Round): Float64Array[] {
  const known = new Map<Node, Float64Array>();
  const valueOf = (node: Node) => {
    const value = known.get(node);
    if (value === undefined) throw new Error(`exactly: ${node.op} is used before it is made`);
    return value;
  };
  for (const node of topologicalOrder(graph)) {
    const value =
      node.op === 'Input'
        ? Float64Array.from(inputs[node.attributes.index])
        : evaluated(node, node.inputs.map(valueOf), round);
    known.set(node, value);
  }
  return graph.outputs.map(valueOf);
}

export const greatestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/**
 * The outputs of a graph of matrices in float64, and how far each moves when every operation is rounded at random to
 * float32's precision: the condition of the problem, which any way of computing it in float32 is subject to
 * (stochastic arithmetic: Vignes 1993, doi:10.1016/0378-4754(93)90003-D).
 */
export function exactly(graph: Graph, inputs: readonly ArrayLike<number>[], samples = 8) {
  const exact = outputsOf(graph, inputs, (value) => value);
  const moved = Array.from({ length: samples }, (_, seed) => outputsOf(graph, inputs, randomly(seed + 1)));
  return exact.map((values, i) => ({
    values,
    moves: Math.max(...moved.map((outputs) => greatestDifference(values, outputs[i]))),
  }));
}
