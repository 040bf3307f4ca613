import { isBroadcasting, isUnary } from '../graph/elementwise.ts';
import { executionOrder } from '../graph/executionOrder.ts';
import { countUses, isPermanent, sizeOf, topologicalOrder, type Graph, type Node } from '../graph/graph.ts';

/**
 * The most bytes that buffers take at once while the graph runs, inputs and constants included, as ONNX Runtime plans
 * them: reshaping copies nothing, elementwise operations write over an operand that nobody else reads, and a value
 * takes over the buffer of a dead one of the same shape, which is held in between. The runtime's allocator adds what
 * it cannot fill, and its kernels their scratch memory.
 */
export function peakMemory(graph: Graph): number {
  const uses = countUses(graph);
  const permanent = topologicalOrder(graph).filter(isPermanent);
  const order = executionOrder(graph);
  const buffers = new Set<Buffer>();
  const bufferOf = new Map<Node, Buffer>();
  /** Buffers whose values are dead, by the shape that they were made for; the latest is taken first. */
  const free = new Map<string, Buffer[]>();
  order.forEach((node, at) => {
    if (isPermanent(node)) return;
    const operands = node.inputs.map((input) => bufferOf.get(input));
    const buffer = operands.find((operand, i) => operand !== undefined && fits(node, i, operand)) ??
      free.get(keyOf(node))?.pop() ?? { bytes: bytesOf(node), key: keyOf(node), reads: 0, from: at, to: at };
    buffers.add(buffer);
    bufferOf.set(node, buffer);
    buffer.reads += uses.get(node);
    for (const operand of operands) {
      if (operand === undefined) continue;
      operand.reads--;
      operand.to = at;
      if (operand.reads === 0) free.set(operand.key, [...(free.get(operand.key) ?? []), operand]);
    }
    buffer.to = buffer.reads > 0 ? order.length : at;
  });
  const constants = permanent.reduce((bytes, node) => bytes + bytesOf(node), 0);
  return constants + greatestSum([...buffers]);
}

/** The most bytes of buffers that are held at one time. */
function greatestSum(buffers: readonly Buffer[]): number {
  const changes = buffers.flatMap(({ from, to, bytes }) => [
    { at: from, bytes },
    { at: to + 1, bytes: -bytes },
  ]);
  let [held, most] = [0, 0];
  for (const { bytes } of changes.sort((a, b) => a.at - b.at || a.bytes - b.bytes)) {
    held += bytes;
    most = Math.max(most, held);
  }
  return most;
}

interface Buffer {
  readonly bytes: number;
  readonly key: string;
  /** Reads of its values that are to come. */
  reads: number;
  readonly from: number;
  to: number;
}

const keyOf = ({ shape, dtype }: Node) => `${dtype}[${shape.join()}]`;
const bytesOf = ({ shape, dtype }: Node) => sizeOf(shape) * (dtype === 'bool' ? 1 : 4);

/** Whether a node's value can lie where its operand's does. */
function fits(node: Node, operand: number, buffer: Buffer): boolean {
  if (node.op === 'Reshape' || node.op === 'After') return operand === 0;
  const reads = node.inputs.filter((input) => input === node.inputs[operand]).length;
  const isElementwise = isUnary(node.op) || isBroadcasting(node.op);
  return isElementwise && buffer.reads === reads && buffer.bytes === bytesOf(node);
}
