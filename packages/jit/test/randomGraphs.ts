import fc from 'fast-check';
import type { GraphBuilder } from '../src/graph/builder.ts';
import type { BinaryOp, UnaryOp } from '../src/graph/elementwise.ts';
import { sizeOf, type Graph, type Node } from '../src/graph/graph.ts';
import { broadcastShapes } from '../src/graph/shapes.ts';

/** One operation of a random graph: which, on which of the nodes so far, and numbers that decide about the rest. */
export interface Draw {
  readonly kind: number;
  readonly on: number;
  readonly other: number;
  readonly at: number;
  readonly shuffle: readonly number[];
}

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.nat(),
  on: fc.nat(),
  other: fc.nat(),
  at: fc.nat(11),
  shuffle: fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
});

/** Operations one after the other, each on some nodes before it. */
export const draws = (most: number): fc.Arbitrary<Draw[]> =>
  fc.array(draw, { minLength: 3, maxLength: most, size: 'max' });

const unaries: readonly UnaryOp[] = ['Neg', 'Tanh', 'Abs'];
const binaries: readonly BinaryOp[] = ['Add', 'Sub', 'Mul'];
const shapes = [[2, 3, 4], [4, 3, 2], [3, 4], [4], [1, 3, 1], [6, 4], [2, 1, 3, 4]];

/** What one draw adds; undefined where its operation does not fit. */
function next(
  build: GraphBuilder,
  nodes: readonly Node[],
  { kind, on, other, at, shuffle }: Draw,
): Node | undefined {
  // Recent nodes more often than old ones, so that operations follow each other.
  const pick = (number: number) =>
    nodes[nodes.length - 1 - (number % Math.min(nodes.length, 1 + (number % 7)))];
  const [x, y] = [pick(on), pick(other)];
  const rank = x.shape.length;
  const axis = rank === 0 ? 0 : at % rank;
  const along = (value: number) => x.shape.map((_, i) => (i === axis ? value : 0));
  switch (kind % 12) {
    case 0:
      return build.unary(unaries[at % unaries.length], x);
    case 1:
    case 2:
      return compatible(x, y) ? build.binary(binaries[at % binaries.length], x, y) : undefined;
    case 3:
    case 4: {
      const order = x.shape.map((_, i) => i).sort((a, b) => shuffle[a] - shuffle[b]);
      return build.transpose(x, order);
    }
    case 5: {
      const shape = shapes[at % shapes.length];
      return sizeOf(shape) === sizeOf(x.shape)
        ? build.reshape(x, shape)
        : build.reshape(x, [sizeOf(x.shape)]);
    }
    case 6:
      return rank === 0 ? undefined : build.reduce('ReduceSum', x, [axis], at > 5);
    case 7: {
      if (rank === 0 || x.shape[axis] < 2) return undefined;
      return build.slice(
        x,
        along(at % 2),
        x.shape.map((length, i) => (i === axis ? length - 1 : length)),
      );
    }
    case 8:
      return rank === 0 ? undefined : build.pad(x, along(at % 2), along(1));
    case 9:
      return rank > 0 && x.shape.join() === y.shape.join() && sizeOf(x.shape) < 200
        ? build.concat([x, y], axis)
        : undefined;
    case 10: {
      const [a, b] = [x.shape, y.shape];
      if (a.length !== 2 || b.length !== 2) return undefined;
      const transposeA = a[0] === b[0];
      if (!transposeA && a[1] !== b[0]) return undefined;
      return build.matMul(x, y, { transposeA });
    }
    default:
      return build.mul(x, build.fill([-1, 0.5, 2, 1][at % 4], at > 5 ? [] : x.shape));
  }
}

function compatible(x: Node, y: Node): boolean {
  try {
    return sizeOf(broadcastShapes(x.shape, y.shape)) <= 500;
  } catch {
    return false;
  }
}

/** A graph of the operations that fit; its outputs are what no other operation takes. */
export function randomGraph(build: GraphBuilder, drawn: readonly Draw[]): Graph {
  const inputs = shapes.map((shape, i) => build.input(i, shape, 'float32'));
  const nodes: Node[] = [...inputs, build.unary('Tanh', inputs[0])];
  for (const one of drawn) {
    const made = next(build, nodes, one);
    if (made !== undefined) nodes.push(made);
  }
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return { inputs, outputs: [...new Set(nodes.slice(inputs.length))].filter((node) => !used.has(node)) };
}
