import type { Graph } from '../graph/graph.ts';
import { interfaceOf } from '../onnx/interface.ts';
import type { PassStatistics } from '../passes/optimise.ts';

/** A model as the passes and the lowering leave it, with what is known about it. */
export interface FinishedModel {
  /** The ONNX file, its operators in reverse order. */
  readonly bytes: Uint8Array;
  /** Which inputs of the graph the model takes. */
  readonly usedInputs: readonly number[];
  readonly passes: readonly PassStatistics[];
  readonly onnxNodes: number;
  readonly floatingPointOperations: number;
  readonly peakBytes: number;
}

/** Begins every entry; the number is the version of its layout. */
const magic = new TextEncoder().encode('hgn-jit model 1\n');
const digestLength = 32;

/** A model with its key as bytes: magic, digest of the rest, length of the description, the description, the ONNX file. */
export function encodeEntry(key: string, { bytes, ...about }: FinishedModel): Uint8Array {
  const description = new TextEncoder().encode(JSON.stringify({ key, modelBytes: bytes.length, ...about }));
  const start = magic.length + digestLength;
  const entry = new Uint8Array(start + 4 + description.length + bytes.length);
  entry.set(magic);
  new DataView(entry.buffer).setUint32(start, description.length, true);
  entry.set(description, start + 4);
  entry.set(bytes, start + 4 + description.length);
  entry.set(digestOf(entry.subarray(start)), magic.length);
  return entry;
}

/**
 * The model of an entry; undefined unless it is whole, was made for this key, and takes and gives what the graph does.
 */
export function decodeEntry(entry: Uint8Array, key: string, graph: Graph): FinishedModel | undefined {
  const start = magic.length + digestLength;
  if (entry.length < start + 4 || !equal(entry.subarray(0, magic.length), magic)) return undefined;
  if (!equal(entry.subarray(magic.length, start), digestOf(entry.subarray(start)))) return undefined;
  const length = new DataView(entry.buffer, entry.byteOffset).getUint32(start, true);
  const from = start + 4 + length;
  if (from > entry.length) return undefined;
  const about = describedBy(entry.subarray(start + 4, from));
  const bytes = entry.subarray(from);
  if (about?.key !== key || about.modelBytes !== bytes.length) return undefined;
  const { usedInputs, passes, onnxNodes, floatingPointOperations, peakBytes } = about;
  return hasInterface(bytes, usedInputs, graph)
    ? { bytes, usedInputs, passes, onnxNodes, floatingPointOperations, peakBytes }
    : undefined;
}

type Description = Omit<FinishedModel, 'bytes'> & { readonly key: string; readonly modelBytes: number };

function describedBy(text: Uint8Array): Description | undefined {
  const value = JSON.parse(new TextDecoder().decode(text)) as Partial<Description> | null;
  const isNumber = (x: unknown) => typeof x === 'number';
  const isPass = ({ pass, nodesBefore, nodesAfter, milliseconds }: Partial<PassStatistics>) =>
    typeof pass === 'string' && [nodesBefore, nodesAfter, milliseconds].every(isNumber);
  const isDescription =
    typeof value?.key === 'string' &&
    [value.modelBytes, value.onnxNodes, value.floatingPointOperations, value.peakBytes].every(isNumber) &&
    Array.isArray(value.usedInputs) &&
    value.usedInputs.every(isNumber) &&
    Array.isArray(value.passes) &&
    value.passes.every(isPass);
  return isDescription ? (value as Description) : undefined;
}

/** Whether a model takes inputs of the graph, and gives its outputs, by name, type and shape. */
function hasInterface(model: Uint8Array, usedInputs: readonly number[], graph: Graph): boolean {
  const nodes = usedInputs.map((index) => graph.inputs.at(index));
  if (!nodes.every((node, i) => node !== undefined && usedInputs.indexOf(usedInputs[i]) === i)) return false;
  const wanted = {
    inputs: usedInputs.map((index) => ({ name: `x${index}`, ...typeOf(graph.inputs[index]) })),
    outputs: graph.outputs.map((node, i) => ({ name: `y${i}`, ...typeOf(node) })),
  };
  return JSON.stringify(interfaceOf(model)) === JSON.stringify(wanted);
}

const typeOf = ({ dtype, shape }: Graph['outputs'][number]) => ({ dtype, shape });

function digestOf(bytes: Uint8Array): Uint8Array {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest();
}

const equal = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
