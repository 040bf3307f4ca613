import type { GraphNode, GraphSnapshot } from '@hgn/jit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outlineOf, split } from './outline.ts';

const node = (id: number, inputs: number[]): GraphNode => ({
  id,
  op: inputs.length === 0 ? 'Constant' : 'Add',
  inputs,
  shape: [],
  dtype: 'float32',
  attributes: {},
});
const graph = (nodes: GraphNode[]): GraphSnapshot => ({
  inputs: [],
  outputs: [nodes[nodes.length - 1].id],
  nodes,
});

/** Any graph whose nodes read earlier ones. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 120 })
  .map((reads) => graph(reads.map((inputs, id) => node(id, id === 0 ? [] : inputs.map((i) => i % id)))));

describe('the outline of a graph', () => {
  test('holds every node once, behind what it reads, and counts what is needed behind each place', () => {
    fc.assert(
      fc.property(graphs, (snapshot) => {
        const { order, place, alive } = outlineOf(snapshot);
        expect(order.map(({ id }) => id).sort((a, b) => a - b)).toEqual(snapshot.nodes.map(({ id }) => id));
        order.forEach(({ id, inputs }, at) => {
          expect(place.get(id)).toBe(at);
          for (const input of inputs) expect(place.get(input)).toBeLessThan(at);
        });
        for (let cut = 0; cut <= order.length; cut++) {
          const needed = order
            .slice(0, cut)
            .filter(({ id, inputs }) => inputs.length > 0 && (snapshot.outputs.includes(id) || order.slice(cut).some((later) => later.inputs.includes(id)))); // oxfmt-ignore
          expect(alive[cut]).toBe(needed.length);
        }
      }),
      { numRuns: 100, seed: 8 },
    );
  });

  test('a constant stands just before what first reads it', () => {
    const { order } = outlineOf(
      graph([node(0, []), node(1, []), node(2, [1]), node(3, [2]), node(4, [3, 0])]),
    );
    expect(order.map(({ id }) => id)).toEqual([1, 2, 3, 0, 4]);
  });
});

test('light nodes stand where they are first used, however many hang together', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => node(i + 2, i === 0 ? [1] : [i + 1]));
  const nodes = [node(0, []), node(1, []), ...chain, node(30_000, [0]), node(30_001, [30_000, 20_001])];
  const { order } = outlineOf(graph(nodes), (id) => id > 1 && id < 30_000);
  expect(order.slice(0, 4).map(({ id }) => id)).toEqual([0, 30_000, 1, 2]);
  expect(order.at(-1)?.id).toBe(30_001);
  expect(order).toHaveLength(nodes.length);
});

describe('splitting', () => {
  test('gives as many parts as asked for, in order, which cover the whole', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 2, max: 30 }), (snapshot, parts) => {
        const outline = outlineOf(snapshot);
        const whole = { start: 0, end: outline.order.length };
        const stretches = split(outline, whole, parts);
        expect(stretches).toHaveLength(Math.min(parts, whole.end));
        stretches.forEach(({ start, end }, i) => {
          expect(start).toBe(i === 0 ? 0 : stretches[i - 1].end);
          expect(end).toBeGreaterThan(start);
        });
        expect(stretches.at(-1)?.end).toBe(whole.end);
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  test('cuts where one value passes, not where many do', () => {
    // Two ladders, three wide, joined by a single value.
    const ladder = (from: number, first: number[]) =>
      Array.from({ length: 12 }, (_, i) =>
        node(from + i, i < 3 ? first : [from + i - 3, from + i - 1 - (i % 3)].filter((id) => id >= from)),
      );
    const nodes = [node(0, []), ...ladder(1, [0]), node(13, [10, 11, 12]), ...ladder(14, [13])];
    const outline = outlineOf(graph([...nodes, node(26, [23, 24, 25])]));
    const [{ end }] = split(outline, { start: 0, end: 27 }, 2);
    expect(end).toBe(14);
  });
});
