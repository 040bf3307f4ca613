import { executionOrder } from '../graph/executionOrder.ts';
import { sizeOf, type Graph, type Node } from '../graph/graph.ts';
import { planArena, type Arena } from './plan/arena.ts';
import { barriersBefore } from './plan/barriers.ts';
import { clustersOf } from './chains/clusters.ts';
import { Constants } from './constants.ts';
import { writeCluster } from './chains/elementwise.ts';
import { instructionNames, type Word } from './instruction.ts';
import { Packings, writeProduct } from './products.ts';
import { writeReduction } from './reductions.ts';
import { writeStructure } from './structure.ts';
import { transformsOf, writeTransform } from './transforms/transforms.ts';
import { broadcastView, denseView, isDense, type Storage } from './views.ts';
import { Writer } from './writer.ts';

/** A graph as a program of the native executor. */
export interface NativeProgram {
  readonly words: Int32Array;
  readonly constants: Float32Array;
  /** Numbers of 4 bytes that intermediate values take. */
  readonly arenaLength: number;
  /** Inputs of the graph that the program reads, in the order of its addresses. */
  readonly usedInputs: readonly number[];
  readonly instructions: number;
  /** How often threads wait for each other in a run. */
  readonly barriers: number;
}

/** The arena and the constants are the first two memories. */
const ownMemories = 2;

/** Writes a graph as a program. Throws for operations that a pass should have expanded. */
export function lowerNative(graph: Graph): NativeProgram {
  const order = executionOrder(graph);
  const outputs = graph.outputs.map((node, index): Storage => ({
    place: 'output',
    index,
    size: sizeOf(node.shape),
  }));
  const made = new Map<Node, Storage>();
  graph.outputs.forEach((node, i) => {
    if (!made.has(node)) made.set(node, outputs[i]);
  });
  const constants = new Constants();
  const writer = new Writer(constants, made);
  const clusters = clustersOf(graph, order);
  const members = new Set([...clusters].flatMap(([, { nodes }]) => nodes));
  const packings = new Packings(order);
  const transforms = transformsOf(graph, order);
  const usedInputs: number[] = [];
  for (const node of order) {
    const cluster = clusters.get(node);
    const transform = transforms.byResult.get(node);
    if (transforms.absorbed.has(node)) continue;
    if (transform !== undefined) writeTransform(writer, node, transform);
    else if (cluster !== undefined) writeCluster(writer, cluster);
    else if (!members.has(node)) writeNode(writer, packings, node, usedInputs);
  }
  graph.outputs.forEach((node, i) => {
    const view = writer.viewOf(node);
    if (view.storage !== outputs[i] || !isDense(view)) writer.copy(view, denseView(outputs[i], node.shape));
  });
  return assemble(writer, usedInputs);
}

function writeNode(writer: Writer, packings: Packings, node: Node, usedInputs: number[]): void {
  switch (node.op) {
    case 'Input': {
      const storage: Storage = { place: 'input', index: usedInputs.length, size: sizeOf(node.shape) };
      usedInputs.push(node.attributes.index);
      writer.setView(node, denseView(storage, node.shape));
      return;
    }
    case 'Constant':
      writer.setView(node, denseView(writer.constants.add(node.attributes.data), node.shape));
      return;
    case 'Fill': {
      const single = writer.constants.single(node.attributes.value, node.dtype === 'float32');
      writer.setView(node, broadcastView(denseView(single, []), node.shape));
      return;
    }
    case 'MatMul':
    case 'Gemm':
      if (node.dtype !== 'float32') throw new Error(`lowerNative: products of ${node.dtype} are not there`);
      writeProduct(writer, packings, node);
      return;
    case 'ReduceSum':
    case 'ReduceMax':
    case 'ReduceMin':
    case 'ReduceProd':
      writeReduction(writer, node);
      return;
  }
  if (!writeStructure(writer, node)) {
    throw new Error(`lowerNative: ${node.op} has no native form; a pass must expand it first`);
  }
}

function assemble({ instructions, constants }: Writer, usedInputs: readonly number[]): NativeProgram {
  const arena = planArena(instructions);
  const waits = barriersBefore(instructions, arena);
  const words: number[] = [];
  instructions.forEach((instruction, at) => {
    const own = instruction.words.flatMap((word) => encode(word, arena, usedInputs.length));
    const flags = Number(waits[at]) + 2 * Number(instruction.isSingle);
    words.push(instructionNames.indexOf(instruction.name), own.length, flags);
    for (const word of own) words.push(word);
  });
  return {
    words: Int32Array.from(words),
    constants: constants.values(),
    arenaLength: arena.length,
    usedInputs,
    instructions: instructions.length,
    barriers: waits.filter(Boolean).length,
  };
}

const bits = new DataView(new ArrayBuffer(4));

function encode(word: Word, { offsets }: Arena, inputs: number): number[] {
  if (typeof word === 'number') return [word];
  if ('float' in word) {
    bits.setFloat32(0, word.float);
    return [bits.getInt32(0)];
  }
  const { at, offset } = word;
  if (at === undefined) return [-1, 0];
  switch (at.place) {
    case 'arena':
      return [0, (offsets.get(at) ?? 0) + offset];
    case 'constants':
      return [1, at.index + offset];
    case 'input':
      return [ownMemories + at.index, offset];
    case 'output':
      return [ownMemories + inputs + at.index, offset];
  }
}
