import { describe, expect, test } from 'vitest';
import { finish } from '../finish.ts';
import type { Format } from '../formats/format.ts';
import { onnxFormat } from '../formats/onnxFormat.ts';
import { programFormat } from '../formats/programFormat.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { lowerNative } from '../native/lowerNative.ts';
import type { Trace } from '../trace/trace.ts';
import { decodeEntry, encodeEntry, type Finished } from './entry.ts';

const key = 'a'.repeat(64);

/** y = exp(x) + 1. */
function example(shape: readonly number[] = [3]): Trace {
  const build = new GraphBuilder();
  const x = build.input(0, shape, 'float32');
  const graph = { inputs: [x], outputs: [build.add(build.unary('Exp', x), build.fill(1, []))] };
  return { graph, build, kernelCalls: 2 };
}

const finishedAs = <Content>(format: Format<Content>): Finished<Content> =>
  finish(example(), { exactConvolutions: false, format, clock: () => 0 }).finished;

/** decodeEntry, with what it throws as a refusal: so does its caller. */
function taken<Content>(entry: Uint8Array, format: Format<Content>, graph: Graph, name = key): boolean {
  try {
    return decodeEntry(entry, name, format, graph) !== undefined;
  } catch {
    return false;
  }
}

const onnx = onnxFormat({ standard: false });
const program = programFormat(lowerNative);

describe.each<{ readonly name: string; readonly format: Format<never> }>([
  { name: 'an ONNX file', format: onnx as Format<never> },
  { name: 'a program', format: program as unknown as Format<never> },
])('an entry with $name', ({ format }) => {
  const { graph } = example();
  const finished = finishedAs(format);
  const entry = encodeEntry(key, finished, format, graph);

  test('is read as it was written', () => {
    expect(decodeEntry(entry, key, format, graph)).toEqual(finished);
  });

  test('is refused with any bit of any byte flipped', () => {
    for (let at = 0; at < entry.length; at++) {
      const flipped = Uint8Array.from(entry);
      flipped[at] ^= 1 << (at % 8);
      expect(taken(flipped, format, graph), `byte ${at}`).toBe(false);
    }
  });

  test('is refused cut off anywhere, and with more behind it', () => {
    for (let length = 0; length < entry.length; length++) {
      expect(taken(entry.subarray(0, length), format, graph), `${length} bytes`).toBe(false);
    }
    expect(taken(Uint8Array.from([...entry, 0]), format, graph)).toBe(false);
  });

  test('is refused under another key, and for a graph that takes or gives something else', () => {
    expect(taken(entry, format, graph, 'b'.repeat(64))).toBe(false);
    expect(taken(entry, format, example([4]).graph)).toBe(false);
    const build = new GraphBuilder();
    const integers = build.input(0, [3], 'int32');
    expect(taken(entry, format, { inputs: [integers], outputs: [integers] })).toBe(false);
    expect(taken(entry, format, { ...graph, outputs: [...graph.outputs, ...graph.outputs] })).toBe(false);
    expect(taken(entry, format, { ...graph, inputs: [...graph.inputs, ...graph.inputs] })).toBe(false);
  });

  test('is refused as an entry of another format', () => {
    expect(taken(entry, { ...format, name: 'another' }, graph)).toBe(false);
  });

  test('is refused with a right checksum and a wrong description', () => {
    const forged = (changes: object, about: object = {}) =>
      taken(
        encodeEntry(
          key,
          { content: Object.assign({}, finished.content, changes), about: { ...finished.about, ...about } },
          format,
          graph,
        ),
        format,
        graph,
      );
    expect(forged({})).toBe(true);
    for (const usedInputs of [[1], [-1], [0, 0], [0.5], ['0'], 'x', null]) {
      expect(forged({ usedInputs }), String(usedInputs)).toBe(false);
    }
    expect(forged({}, { passes: [{ pass: 1 }] })).toBe(false);
    expect(forged({}, { passes: undefined })).toBe(false);
    expect(forged({}, { peakBytes: 'many' })).toBe(false);
    expect(forged({}, { floatingPointOperations: null })).toBe(false);
  });
});

test('an entry is refused with a right checksum and a wrong model', () => {
  const { graph } = example();
  const { content, about } = finishedAs(onnx);
  for (const changes of [
    { bytes: new Uint8Array(100).fill(0xff) },
    { bytes: new Uint8Array() },
    { usedInputs: [] },
    { operators: '1' },
  ]) {
    const forged = { content: { ...content, ...changes } as typeof content, about };
    expect(taken(encodeEntry(key, forged, onnx, graph), onnx, graph), JSON.stringify(changes)).toBe(false);
  }
});

test('an entry is refused with a right checksum and a program of other lengths', () => {
  const { graph } = example();
  const finished = finishedAs(program);
  const describing = (changes: object): Format<typeof finished.content> => ({
    ...program,
    pack: (content) => {
      const { description, bytes } = program.pack(content);
      return { description: { ...description, ...changes }, bytes };
    },
  });
  const { words, constants } = finished.content;
  for (const changes of [
    { lengths: { words: words.length + 1, constants: constants.length } },
    { lengths: { words: words.length, constants: -1 } },
    { lengths: undefined },
    { arenaLength: -1 },
    { arenaLength: 0.5 },
    { barriers: null },
  ]) {
    const entry = encodeEntry(key, finished, describing(changes), graph);
    expect(taken(entry, program, graph), JSON.stringify(changes)).toBe(false);
  }
  expect(taken(encodeEntry(key, finished, describing({}), graph), program, graph)).toBe(true);
});
