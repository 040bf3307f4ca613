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
    if (transform !== undefined) writeTransform(writer, node, transform, transforms.words);
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
    const flags = Number(waits[at]) + 2 * Number(instruction.isSingle);
    words.push(instructionNames.indexOf(instruction.name), 0, flags);
    const begin = words.length;
    for (const word of instruction.words) {
      if (typeof word === 'number') words.push(word);
      else encode(word, arena, usedInputs.length, words);
    }
    words[begin - 2] = words.length - begin;
  });
  return {
    words: new Int32Array(words),
    constants: constants.values(),
    arenaLength: arena.length,
    usedInputs,
    instructions: instructions.length,
    barriers: waits.filter(Boolean).length,
  };
}

const bits = new DataView(new ArrayBuffer(4));

/** Appends a word that is not an integer. */
function encode(word: Exclude<Word, number>, { offsets }: Arena, inputs: number, into: number[]): void {
  if ('float' in word) {
    bits.setFloat32(0, word.float);
    into.push(bits.getInt32(0));
    return;
  }
  const { at, offset } = word;
  if (at === undefined) {
    into.push(-1, 0);
    return;
  }
  switch (at.place) {
    case 'arena':
      into.push(0, (offsets.get(at) ?? 0) + offset);
      return;
    case 'constants':
      into.push(1, at.index + offset);
      return;
    case 'input':
      into.push(ownMemories + at.index, offset);
      return;
    case 'output':
      into.push(ownMemories + inputs + at.index, offset);
  }
}
