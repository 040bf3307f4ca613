import { isNdArray } from './ndarray.ts';

/**
 * Leaves in arrays and plain objects, nested at will. Whatever is neither an array nor a plain object
 * is a leaf (tensors, numbers, …), and so is an NdArray.
 */
export type Tree<L> = L | readonly Tree<L>[] | { readonly [name: string]: Tree<L> };

/** The form of a tree without its leaves, each of which is `null`: plain data that JSON can hold. */
export type TreeStructure = null | readonly TreeStructure[] | { readonly [name: string]: TreeStructure };

type Node = readonly unknown[] | Readonly<Record<string, unknown>>;

function isNode(tree: unknown): tree is Node {
  if (Array.isArray(tree)) return true;
  if (typeof tree !== 'object' || tree === null) return false;
  const prototype: unknown = Object.getPrototypeOf(tree);
  return (prototype === Object.prototype || prototype === null) && !isNdArray(tree);
}

/** Maps the children of a node, names and order kept. */
function mapChildren(node: Node, f: (child: unknown, name: string) => unknown): Node {
  if (Array.isArray(node)) return node.map((child: unknown, i) => f(child, String(i)));
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, f(child, name)]));
}

function visit(tree: unknown, path: string, leaf: (leaf: unknown, path: string) => unknown): unknown {
  if (!isNode(tree)) return leaf(tree, path);
  return mapChildren(tree, (child, name) => visit(child, path === '' ? name : `${path}.${name}`, leaf));
}

/**
 * The leaves of a tree, depth first; arrays in index order, objects in the order their keys were inserted.
 *
 * @example
 * ```ts
 * treeLeaves({ q: 1, p: [2, 3] }); // [1, 2, 3]
 * ```
 */
export function treeLeaves<L>(tree: Tree<L>): L[] {
  const leaves: L[] = [];
  visit(tree, '', (leaf) => leaves.push(leaf as L));
  return leaves;
}

/**
 * The path of every leaf, names joined by dots, in the order of {@link treeLeaves}; a tree that is
 * itself a leaf has the path `''`.
 *
 * @example
 * ```ts
 * treePaths({ encoder: [{ kernel: 1, bias: 2 }] }); // ['encoder.0.kernel', 'encoder.0.bias']
 * ```
 */
export function treePaths(tree: Tree<unknown>): string[] {
  const paths: string[] = [];
  visit(tree, '', (_, path) => paths.push(path));
  return paths;
}

/**
 * Splits a tree into its leaves (ordered as in {@link treeLeaves}) and its structure.
 *
 * @example
 * ```ts
 * treeFlatten({ q: 1, p: 2 }); // { leaves: [1, 2], structure: { q: null, p: null } }
 * ```
 */
export function treeFlatten<L>(tree: Tree<L>): { leaves: L[]; structure: TreeStructure } {
  const leaves: L[] = [];
  const structure = visit(tree, '', (leaf) => {
    leaves.push(leaf as L);
    return null;
  });
  return { leaves, structure: structure as TreeStructure };
}

/**
 * Puts leaves back into a structure: the inverse of {@link treeFlatten}.
 *
 * @throws RangeError when there are more or fewer leaves than the structure has places.
 * @example
 * ```ts
 * treeUnflatten({ q: null, p: null }, [1, 2]); // { q: 1, p: 2 }
 * ```
 */
export function treeUnflatten<L>(structure: TreeStructure, leaves: readonly L[]): Tree<L> {
  let next = 0;
  const tree = visit(structure, '', () => leaves[next++]);
  if (next !== leaves.length) {
    throw new RangeError(
      `treeUnflatten: this structure has ${next} leaves, but got ${leaves.length}; pass as many leaves as treeFlatten returned`,
    );
  }
  return tree as Tree<L>;
}

/**
 * Applies `f` to every leaf, or to the leaves at the same place of several trees, and returns a tree of
 * the results. Objects match by key, whatever the order of their keys; the first tree gives the order.
 *
 * @throws TypeError when the trees differ in structure, naming the first path where they do.
 * @example
 * ```ts
 * treeMap((q: number, dq: number) => q + dq, { x: 1, y: [2] }, { x: 10, y: [20] }); // { x: 11, y: [22] }
 * ```
 */
export function treeMap<L, M, O extends unknown[] = []>(
  f: (leaf: L, ...others: O) => M,
  tree: Tree<L>,
  ...others: { [K in keyof O]: Tree<O[K]> }
): Tree<M> {
  return mapTogether(f as (...leaves: unknown[]) => unknown, [tree, ...others], '') as Tree<M>;
}

function mapTogether(f: (...leaves: unknown[]) => unknown, trees: readonly unknown[], path: string): unknown {
  const [first, ...others] = trees;
  for (const other of others) assertSameForm(first, other, path);
  if (!isNode(first)) return f(...trees);
  return mapChildren(first, (_, name) =>
    mapTogether(
      f,
      trees.map((tree) => (tree as Readonly<Record<string, unknown>>)[name]),
      path === '' ? name : `${path}.${name}`,
    ),
  );
}

function assertSameForm(first: unknown, other: unknown, path: string): void {
  const [expected, got] = [describe(first), describe(other)];
  if (expected !== got) {
    throw new TypeError(
      `treeMap: trees must have the same structure, but at '${path}' got ${expected} and ${got}; pass trees made from the same template`,
    );
  }
}

function describe(tree: unknown): string {
  if (!isNode(tree)) return 'a leaf';
  if (Array.isArray(tree)) return `an array of ${tree.length}`;
  return `an object with keys ${Object.keys(tree).sort().join(', ')}`;
}
