import { describe, expect, test } from 'vitest';
import { finish } from '../finish.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { decodeEntry, encodeEntry, type FinishedModel } from './entry.ts';

const key = 'a'.repeat(64);

/** y = exp(x) + 1, and its entry. */
function example(shape: readonly number[] = [3]): { graph: Graph; model: FinishedModel } {
  const build = new GraphBuilder();
  const x = build.input(0, shape, 'float32');
  const graph = { inputs: [x], outputs: [build.add(build.unary('Exp', x), build.fill(1, []))] };
  const trace = { graph, build, kernelCalls: 2 };
  const options = { exactConvolutions: false, standard: false, clock: () => 0, onPass: undefined };
  return { graph, model: finish(trace, options).model };
}

/** decodeEntry, with what it throws as a refusal: so does its caller. */
function taken(entry: Uint8Array, graph: Graph, name = key): boolean {
  try {
    return decodeEntry(entry, name, graph) !== undefined;
  } catch {
    return false;
  }
}

describe('an entry of a cache', () => {
  const { graph, model } = example();
  const entry = encodeEntry(key, model);

  test('is read as it was written', () => {
    expect(decodeEntry(entry, key, graph)).toEqual(model);
  });

  test('is refused with any bit of any byte flipped', () => {
    for (let at = 0; at < entry.length; at++) {
      const flipped = Uint8Array.from(entry);
      flipped[at] ^= 1 << (at % 8);
      expect(taken(flipped, graph), `byte ${at}`).toBe(false);
    }
  });

  test('is refused cut off anywhere, and with more behind it', () => {
    for (let length = 0; length < entry.length; length++) {
      expect(taken(entry.subarray(0, length), graph), `${length} bytes`).toBe(false);
    }
    expect(taken(Uint8Array.from([...entry, 0]), graph)).toBe(false);
  });

  test('is refused under another key, and for a graph that takes or gives something else', () => {
    expect(taken(entry, graph, 'b'.repeat(64))).toBe(false);
    expect(taken(entry, example([4]).graph)).toBe(false);
    const build = new GraphBuilder();
    const integers = build.input(0, [3], 'int32');
    expect(taken(entry, { inputs: [integers], outputs: [integers] })).toBe(false);
    expect(taken(entry, { ...graph, outputs: [...graph.outputs, ...graph.outputs] })).toBe(false);
  });

  test('is refused with a right checksum and a wrong description or model', () => {
    const forged = (changes: object) => encodeEntry(key, { ...model, ...changes });
    expect(taken(forged({}), graph)).toBe(true);
    for (const usedInputs of [[1], [-1], [0, 0], [], ['0'], 'x', null]) {
      expect(taken(forged({ usedInputs }), graph), String(usedInputs)).toBe(false);
    }
    expect(taken(forged({ passes: [{ pass: 1 }] }), graph)).toBe(false);
    expect(taken(forged({ peakBytes: 'many' }), graph)).toBe(false);
    expect(taken(forged({ bytes: new Uint8Array(100).fill(0xff) }), graph)).toBe(false);
    expect(taken(forged({ bytes: new Uint8Array() }), graph)).toBe(false);
  });
});
