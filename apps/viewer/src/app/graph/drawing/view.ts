import type { GraphNode } from '@hgn/jit';
import type { Change } from '../comparing/diff.ts';
import type { NodeNames } from '../outline/names.ts';
import type { Stretch } from '../outline/outline.ts';
import { partsOf, type Parted } from '../outline/parts.ts';

/** A box of a picture: one node, many, or what lies outside of the picture. */
export interface Box {
  readonly key: string;
  readonly kind: 'node' | 'group' | 'before' | 'behind';
  /** Where its nodes stand; for what lies outside, empty. */
  readonly stretch: Stretch;
  readonly title: string;
  readonly subtitle: string;
  readonly nodes: number;
  /** How many of its nodes are kept, rewired, added, removed. */
  readonly changes: Readonly<Partial<Record<Change, number>>>;
  /** The number of the node, for one node. */
  readonly node?: number;
}

/** What one box gives to another. */
export interface Wire {
  readonly from: string;
  readonly to: string;
  /** Different values that pass. */
  readonly values: number;
}

/** A part of a graph as boxes and wires. */
export interface GraphView {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/**
 * The picture of a stretch of a graph: boxes of nodes that belong together, or the nodes themselves where they are few,
 * with what comes from before the stretch and what goes behind it. Cost: linear in the graph.
 */
export function viewOf(
  outline: Parted,
  focus: Stretch,
  names: NodeNames,
  changeOf: (id: number) => Change | undefined,
): GraphView {
  const stretches = partsOf(outline, focus);
  const boxAt = new Int32Array(outline.order.length).fill(-1);
  stretches.forEach(({ start, end }, i) => boxAt.fill(i, start, end));
  const boxes = stretches.map((stretch) =>
    boxOf(outline.order.slice(stretch.start, stretch.end), stretch, names, changeOf),
  );

  const passing = new Map<string, Set<number>>();
  const [before, behind] = ['before', 'behind'];
  const pass = (from: string, to: string, id: number) => {
    const wire = `${from}>${to}`;
    const values = passing.get(wire);
    if (values === undefined) passing.set(wire, new Set([id]));
    else values.add(id);
  };
  outline.order.forEach(({ inputs }, at) => {
    for (const id of inputs) {
      const source = outline.place.get(id) ?? 0;
      const [from, to] = [boxAt[source], boxAt[at]];
      if (from >= 0 && to >= 0 && from !== to) pass(boxes[from].key, boxes[to].key, id);
      else if (from < 0 && to >= 0) pass(before, boxes[to].key, id);
      else if (from >= 0 && to < 0) pass(boxes[from].key, behind, id);
    }
  });
  const wires = [...passing].map(([wire, values]) => {
    const [from, to] = wire.split('>');
    return { from, to, values: values.size };
  });
  const outside = [before, behind].filter((key) => wires.some(({ from, to }) => from === key || to === key));
  return {
    boxes: [...boxes, ...outside.map((key) => outsideBox(key as 'before' | 'behind', outline, focus))],
    wires,
  };
}

const outsideBox = (key: 'before' | 'behind', { order }: Parted, { start, end }: Stretch): Box => {
  const nodes = key === 'before' ? start : order.length - end;
  return {
    key,
    kind: key,
    stretch: { start: 0, end: 0 },
    title: key === 'before' ? 'From before' : 'To what follows',
    subtitle: nodes === 1 ? '1 node' : `${nodes} nodes`,
    nodes,
    changes: {},
  };
};

function boxOf(
  members: readonly GraphNode[],
  stretch: Stretch,
  names: NodeNames,
  changeOf: (id: number) => Change | undefined,
): Box {
  const changes: Partial<Record<Change, number>> = {};
  for (const { id } of members) {
    const change = changeOf(id);
    if (change !== undefined) changes[change] = (changes[change] ?? 0) + 1;
  }
  const common = { key: `${stretch.start}-${stretch.end}`, stretch, nodes: members.length, changes };
  if (members.length === 1) {
    const [{ id, op, shape }] = members;
    const name = names.name(id);
    const size = shape.length === 0 ? 'number' : shape.join(' × ');
    return {
      ...common,
      kind: 'node',
      node: id,
      title: op,
      subtitle: name === undefined ? size : `${name} · ${size}`,
    };
  }
  return { ...common, kind: 'group', title: titleOf(members, names), subtitle: mostOperations(members) };
}

/** What a group is about: the parts of the model whose parameters it reads, and whether it is past the loss. */
export function titleOf(members: readonly GraphNode[], names: NodeNames): string {
  const parts = tally(members.flatMap(({ id }) => names.parts(id)));
  const forward = members.filter(({ id }) => names.forward(id)).length;
  const named = parts
    .slice(0, 2)
    .filter(([, count]) => 5 * count >= parts[0][1])
    .map(([name]) => name)
    .join(', ');
  if (named === 'update') return named;
  if (named !== '' && 2 * members.filter(({ id }) => names.weights(id)).length > members.length)
    return `weights of ${named}`;
  if (2 * forward >= members.length) return named === '' ? 'computation' : named;
  return named === '' ? 'gradients and update' : `gradients of ${named}`;
}

function mostOperations(members: readonly GraphNode[]): string {
  const operations = tally(members.map(({ op }) => op)).slice(0, 2);
  return operations.map(([op, count]) => `${count} ${op}`).join(', ');
}

/** How often each name occurs, most often first. */
export function tally(names: readonly string[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
