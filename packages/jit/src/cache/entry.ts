import type { About, Format } from '../formats/format.ts';
import type { Graph } from '../graph/graph.ts';
import type { PassStatistics } from '../passes/optimise.ts';

/** A graph as the passes leave it, written for a runtime, with what is known about it. */
export interface Finished<Content> {
  readonly content: Content;
  readonly about: About;
}

/** Begins every entry; the number is the version of its layout. */
const magic = new TextEncoder().encode('hgn-jit model 2\n');
const digestLength = 32;

interface Description {
  readonly key: string;
  readonly format: string;
  /** Shapes and types of what the graph takes and gives. */
  readonly interface: string;
  readonly length: number;
  readonly about: About;
  readonly content: unknown;
}

/** With its key as bytes: magic, digest of the rest, length of the description, the description, the content. */
export function encodeEntry<Content>(
  key: string,
  { content, about }: Finished<Content>,
  format: Format<Content>,
  graph: Graph,
): Uint8Array {
  const { bytes, description: own } = format.pack(content);
  const all: Description = {
    ...{ key, format: format.name, interface: interfaceOf(graph), length: bytes.length },
    ...{ about, content: own },
  };
  const description = new TextEncoder().encode(JSON.stringify(all));
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
 * What an entry holds; undefined unless it is whole, was made for this key and format, and takes and gives what the graph
 * does.
 */
export function decodeEntry<Content>(
  entry: Uint8Array,
  key: string,
  format: Format<Content>,
  graph: Graph,
): Finished<Content> | undefined {
  const start = magic.length + digestLength;
  if (entry.length < start + 4 || !equal(entry.subarray(0, magic.length), magic)) return undefined;
  if (!equal(entry.subarray(magic.length, start), digestOf(entry.subarray(start)))) return undefined;
  const length = new DataView(entry.buffer, entry.byteOffset).getUint32(start, true);
  const from = start + 4 + length;
  if (from > entry.length) return undefined;
  const description = describedBy(entry.subarray(start + 4, from));
  const bytes = entry.subarray(from);
  if (description?.key !== key || description.format !== format.name) return undefined;
  if (description.length !== bytes.length || description.interface !== interfaceOf(graph)) return undefined;
  const content = format.unpack(description.content, bytes, graph);
  return content && { content, about: description.about };
}

function describedBy(text: Uint8Array): Description | undefined {
  const value = JSON.parse(new TextDecoder().decode(text)) as Partial<Description> | null;
  const isDescription =
    typeof value?.key === 'string' && isAbout(value.about) && value.content instanceof Object;
  return isDescription ? (value as Description) : undefined;
}

function isAbout(about: Partial<About> | undefined): boolean {
  const isNumber = (x: unknown) => typeof x === 'number';
  const isPass = ({ pass, nodesBefore, nodesAfter, milliseconds }: Partial<PassStatistics>) =>
    typeof pass === 'string' && [nodesBefore, nodesAfter, milliseconds].every(isNumber);
  return (
    isNumber(about?.floatingPointOperations) &&
    isNumber(about?.peakBytes) &&
    Array.isArray(about?.passes) &&
    about.passes.every(isPass)
  );
}

const interfaceOf = ({ inputs, outputs }: Graph) =>
  JSON.stringify([inputs, outputs].map((nodes) => nodes.map(({ dtype, shape }) => [dtype, ...shape])));

function digestOf(bytes: Uint8Array): Uint8Array {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest();
}

const equal = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
