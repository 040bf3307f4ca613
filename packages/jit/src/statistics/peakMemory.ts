import { isBroadcasting, isUnary } from '../graph/elementwise.ts';
import { countUses, sizeOf, topologicalOrder, type Graph, type Node } from '../graph/graph.ts';

/**
 * The most bytes that values take at once while the graph runs, inputs and constants included: each is freed after its
 * last reader, reshaping copies nothing, and elementwise operations write over an operand that nobody else reads. The
 * runtime's allocator adds what it cannot fill, and its kernels their scratch memory.
 */
export function peakMemory(graph: Graph): number {
  const uses = countUses(graph);
  const permanent = topologicalOrder(graph).filter(isPermanent);
  let held = permanent.reduce((bytes, node) => bytes + bytesOf(node), 0);
  let peak = held;
  /** Which buffer holds a value, and how many reads of its values are to come. */
  const bufferOf = new Map<Node, Buffer>();
  for (const node of executionOrder(graph)) {
    if (isPermanent(node)) continue;
    const operands = node.inputs.map((input) => bufferOf.get(input));
    const reused = operands.find((buffer, i) => buffer !== undefined && fits(node, i, buffer));
    const buffer = reused ?? { bytes: bytesOf(node), reads: 0 };
    buffer.reads += uses.get(node) ?? 0;
    bufferOf.set(node, buffer);
    if (reused === undefined) held += buffer.bytes;
    peak = Math.max(peak, held);
    for (const operand of operands) {
      if (operand === undefined) continue;
      operand.reads--;
      if (operand.reads === 0) held -= operand.bytes;
    }
  }
  return peak;
}

interface Buffer {
  readonly bytes: number;
  reads: number;
}

const bytesOf = ({ shape, dtype }: Node) => sizeOf(shape) * (dtype === 'bool' ? 1 : 4);

/** Arguments and constants are there throughout; everything else comes and goes. */
const isPermanent = ({ op }: Node) => op === 'Input' || op === 'Constant' || op === 'Fill';

/** Whether a node's value can lie where its operand's does. */
function fits(node: Node, operand: number, buffer: Buffer): boolean {
  if (node.op === 'Reshape') return true;
  const reads = node.inputs.filter((input) => input === node.inputs[operand]).length;
  const isElementwise = isUnary(node.op) || isBroadcasting(node.op);
  return isElementwise && buffer.reads === reads && buffer.bytes === bytesOf(node);
}

/**
 * The order in which ONNX Runtime runs a model whose nodes are stored in reverse: depth first from the outputs, what
 * was made first before what was made later.
 */
function executionOrder(graph: Graph): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack = [...graph.outputs].reverse().map((node) => ({ node, isDone: false }));
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, isDone } = entry;
    if (isDone) order.push(node);
    else if (!seen.has(node)) {
      seen.add(node);
      stack.push({ node, isDone: true });
      const inputs = node.inputs.filter((input) => !seen.has(input)).sort((a, b) => b.id - a.id);
      stack.push(...inputs.map((input) => ({ node: input, isDone: false })));
    }
  }
  return order;
}
