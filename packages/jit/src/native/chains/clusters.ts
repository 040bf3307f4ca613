import { sizeOf, type Graph, type Node } from '../../graph/graph.ts';
import { operationOf } from './elementwiseOperations.ts';

/** Nodes that one pass over blocks of numbers does, in order; the last is what it is named by. */
export interface Cluster {
  readonly nodes: readonly Node[];
  /** Those that something else reads too: they are written to memory, the last among them. */
  readonly kept: ReadonlySet<Node>;
}

/** More would need more registers than there are. */
const mostMembers = 24;

const isMember = (node: Node) => operationOf(node) !== undefined;

/**
 * By their last node, what is done element by element together: a node joins the one that reads it, and is never written
 * to memory if nothing else does; else it is, along the way, where the others come later. Reshapes in between stay part of
 * it, as positions in memory are the same.
 */
export function clustersOf(graph: Graph, order: readonly Node[]): Map<Node, Cluster> {
  const readers = new Map<Node, Node[]>();
  for (const node of order) {
    for (const input of node.inputs) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
  }
  const outputs = new Set(graph.outputs);
  const placeOf = new Map(order.map((node, place) => [node, place]));
  const rootOf = new Map<Node, Node>();
  const members = new Map<Node, Node[]>();
  const kept = new Set<Node>();
  /** The cluster of the first reader, if all others are in it or behind it. */
  const rootFor = (node: Node): Node | undefined => {
    const own = readers.get(node) ?? [];
    const root = own.length === 0 ? undefined : rootOf.get(own[0]);
    if (root === undefined || sizeOf(root.shape) !== sizeOf(node.shape)) return undefined;
    // Where a reader repeats it along an axis, it is another number of elements, and computed once is better.
    const isInside = (reader: Node) =>
      rootOf.get(reader) === root && sizeOf(reader.shape) === sizeOf(node.shape);
    if (!isInside(own[0])) return undefined;
    const outside = own.filter((reader) => !isInside(reader));
    const isKept = outside.length > 0 || outputs.has(node);
    const place = placeOf.get(root) ?? 0;
    const comesLater = (reader: Node) => rootOf.get(reader) !== root && (placeOf.get(reader) ?? 0) > place;
    if (isKept && !(isMember(node) && outside.every(comesLater))) return undefined;
    return root;
  };
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at];
    const canLead = isMember(node);
    if (!canLead && node.op !== 'Reshape') continue;
    const root = rootFor(node);
    const own = root === undefined ? undefined : members.get(root);
    if (root !== undefined && own !== undefined && own.length < mostMembers) {
      own.push(node);
      rootOf.set(node, root);
      const isRead = (readers.get(node) ?? []).some((reader) => rootOf.get(reader) !== root);
      if (isRead || outputs.has(node)) kept.add(node);
    } else if (canLead) {
      members.set(node, [node]);
      rootOf.set(node, node);
      kept.add(node);
    }
  }
  return new Map(
    [...members].map(([root, own]) => {
      const nodes = own.reverse();
      return [root, { nodes, kept: new Set(nodes.filter((node) => kept.has(node))) }];
    }),
  );
}
