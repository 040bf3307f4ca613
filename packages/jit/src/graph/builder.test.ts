import { describe, expect, test } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { topologicalOrder } from './graph.ts';

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
