import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndarray } from './ndarray.ts';
import { treeFlatten, treeLeaves, treeMap, treePaths, treeUnflatten, type Tree } from './tree.ts';

const trees = fc.letrec<{ tree: Tree<number> }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer(),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      tie('tree'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
})).tree;

describe('trees', () => {
  it('come back from their leaves and structure, and the structure survives JSON', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const { leaves, structure } = treeFlatten<number>(tree);
        const copy = JSON.parse(JSON.stringify(structure)) as typeof structure;
        expect(treeUnflatten(copy, leaves)).toEqual(tree);
        expect(treeLeaves(tree)).toEqual(leaves);
        expect(treePaths(tree)).toHaveLength(leaves.length);
        expect(treeMap((x: number) => 2 * x, tree)).toEqual(
          treeUnflatten(
            structure,
            leaves.map((x) => 2 * x),
          ),
        );
      }),
    );
  });

  it('list objects in the order of insertion and arrays by index', () => {
    const tree = { p: [3, { b: 1, a: 2 }], kernel: ndarray([1, 2]), empty: {} };
    expect(treeLeaves<unknown>(tree)).toEqual([3, 1, 2, tree.kernel]);
    expect(treePaths(tree)).toEqual(['p.0', 'p.1.b', 'p.1.a', 'kernel']);
    expect(treePaths(7)).toEqual(['']);
  });

  it('match by key when several are mapped together', () => {
    const sum = treeMap((a: number, b: number) => a + b, { q: 1, p: [2] }, { p: [20], q: 10 });
    expect(sum).toEqual({ q: 11, p: [22] });
  });

  it('refuse to be mapped together when they differ, naming the place', () => {
    const add = (a: number, b: number) => a + b;
    expect(() => treeMap(add, { q: { x: [1, 2] } }, { q: { x: [1] } })).toThrow(
      "treeMap: trees must have the same structure, but at 'q.x' got an array of 2 and an array of 1",
    );
    expect(() => treeMap(add, { q: 1 }, { p: 1 })).toThrow(/keys q and an object with keys p/);
  });

  it('refuse a wrong number of leaves', () => {
    expect(() => treeUnflatten({ q: null, p: null }, [1])).toThrow(/has 2 leaves, but got 1/);
    expect(() => treeUnflatten(null, [1, 2])).toThrow(/has 1 leaves, but got 2/);
  });
});
