import { expect, test } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { floatingPointOperations } from './operations.ts';
import { peakMemory } from './peakMemory.ts';

/** A graph of float32 inputs. */
function graphOf(
  shapes: readonly (readonly number[])[],
  make: (build: GraphBuilder, ...inputs: Node[]) => Node[],
): Graph {
  const build = new GraphBuilder();
  const inputs = shapes.map((shape, i) => build.input(i, shape, 'float32'));
  return { inputs, outputs: make(build, ...inputs) };
}

test('a product of m x k and k x n counts 2 m k n, its operands transposed or not', () => {
  const plain = graphOf([[2, 3], [3, 5]], (build, a, b) => [build.matMul(a, b)]); // oxfmt-ignore
  const turned = graphOf([[3, 2], [5, 3]], (build, a, b) => [build.matMul(a, b, { transposeA: true, transposeB: true })]); // oxfmt-ignore
  const batched = graphOf([[7, 2, 3], [3, 5]], (build, a, b) => [build.matMul(a, b)]); // oxfmt-ignore
  expect([plain, turned, batched].map(floatingPointOperations)).toEqual([60, 60, 420]);
});

test('elementwise operations count their results, reductions their operands, moves nothing', () => {
  const graph = graphOf([[4, 6]], (build, x) => [
    build.reduce('ReduceSum', build.mul(x, build.fill(2, [])), [0]),
    build.transpose(x, [1, 0]),
  ]);
  expect(floatingPointOperations(graph)).toBe(24 + 24);
});

test('a chain holds one buffer beside its argument', () => {
  const graph = graphOf([[100]], (build, x) => [build.unary('Tanh', build.unary('Exp', x))]);
  expect(peakMemory(graph)).toBe(400 + 400);
});

test('a value that is read again later is kept until then', () => {
  const graph = graphOf([[100]], (build, x) => {
    const a = build.unary('Exp', x);
    const b = build.unary('Tanh', a);
    return [build.mul(build.unary('Sin', b), a)];
  });
  // x, a, and one buffer that b, its sine and the product take in turn.
  expect(peakMemory(graph)).toBe(3 * 400);
});

test('products write to memory of their own, and reshaping to none', () => {
  const graph = graphOf([[10, 10]], (build, x) => {
    const first = build.matMul(x, x);
    return [build.matMul(build.reshape(first, [4, 25]), build.reshape(first, [25, 4]))];
  });
  expect(peakMemory(graph)).toBe(400 + 400 + 64);
});

test('waiting for another value takes no memory', () => {
  const graph = graphOf([[100]], (build, x) => {
    const sum = build.reduce('ReduceSum', x, [0]);
    return [build.unary('Tanh', build.after(build.unary('Exp', x), [sum]))];
  });
  expect(peakMemory(graph)).toBe(400 + 400 + 4);
});
