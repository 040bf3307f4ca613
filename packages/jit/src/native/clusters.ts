import { sizeOf, type Graph, type Node } from '../graph/graph.ts';
import { operationOf } from './elementwiseOperations.ts';

/** Nodes that one pass over blocks of numbers does, in order; the last is what the others are for. */
export type Cluster = readonly Node[];

/** More would need more registers than there are. */
const mostMembers = 24;

const isMember = (node: Node) => operationOf(node) !== undefined;

/**
 * By their last node, what is done element by element together: a node joins the one that reads it if nothing else does,
 * so that it is never written to memory. Reshapes in between stay part of it, as positions in memory are the same.
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
  const rootOf = new Map<Node, Node>();
  const members = new Map<Node, Node[]>();
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at];
    const canLead = isMember(node);
    if (!canLead && node.op !== 'Reshape') continue;
    const root = outputs.has(node) ? undefined : commonRoot(node, readers.get(node) ?? [], rootOf);
    const own = root === undefined ? undefined : members.get(root);
    if (
      root !== undefined &&
      own !== undefined &&
      own.length < mostMembers &&
      sizeOf(root.shape) === sizeOf(node.shape)
    ) {
      own.push(node);
      rootOf.set(node, root);
    } else if (canLead) {
      members.set(node, [node]);
      rootOf.set(node, node);
    }
  }
  for (const own of members.values()) own.reverse();
  return members;
}

/** The cluster that all readers belong to. */
function commonRoot(node: Node, readers: readonly Node[], rootOf: ReadonlyMap<Node, Node>): Node | undefined {
  if (readers.length === 0) return undefined;
  const root = rootOf.get(readers[0]);
  if (root === undefined) return undefined;
  // Where a reader repeats it along an axis, it is another number of elements, and computed once is better.
  const isWhole = (reader: Node) =>
    rootOf.get(reader) === root && sizeOf(reader.shape) === sizeOf(node.shape);
  return readers.every(isWhole) ? root : undefined;
}
