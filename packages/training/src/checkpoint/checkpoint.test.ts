import { ndarray } from '@hgn/autodiff';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../safetensors/decode.ts';
import { encodeSafetensors } from '../safetensors/encode.ts';
import { SafetensorsError } from '../safetensors/error.ts';
import { assertSameForm, decodeCheckpoint, encodeCheckpoint, type State } from './checkpoint.ts';
import { CheckpointMismatchError } from './errors.ts';

const state: State = {
  params: { encoder: [{ kernel: ndarray([1, 2, 3, 4, 5, 6], [2, 3]) }, {}], empty: [] },
  steps: ndarray(Int32Array.of(7), []),
  mask: ndarray(Uint8Array.of(1, 0)),
  multiplier: 0.1,
  randomKey: [0, 4294967295],
};
const checkpoint = { step: 12, state, metadata: { config: '{"preset":"quickstart"}' } };

describe('a checkpoint', () => {
  it('comes back with its tree, types, numbers, step and metadata', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('keeps numbers to the last bit', () => {
    const numbers = [0.1, -0, NaN, Infinity, Number.MIN_VALUE, 2 ** 53];
    const back = decodeCheckpoint(encodeCheckpoint({ ...checkpoint, state: numbers })).state as number[];
    back.forEach((value, index) => expect(Object.is(value, numbers[index])).toBe(true));
  });

  it('may be a single leaf', () => {
    const single = { ...checkpoint, state: ndarray([1, 2]) };
    expect(decodeCheckpoint(encodeCheckpoint(single))).toEqual(single);
    expect(Object.keys(decodeSafetensors(encodeCheckpoint(single)).tensors)).toEqual(['state']);
  });

  it('names tensors by their path, for readers in other languages', () => {
    const { tensors, metadata } = decodeSafetensors(encodeCheckpoint(checkpoint));
    expect(Object.keys(tensors).sort()).toEqual([
      'mask',
      'multiplier',
      'params.encoder.0.kernel',
      'randomKey.0',
      'randomKey.1',
      'steps',
    ]);
    expect(metadata.step).toBe('12');
  });

  it('notices any flipped bit', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let at = 0; at < bytes.length; at++) {
      const broken = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
      let back: unknown;
      try {
        back = decodeCheckpoint(broken);
      } catch (error) {
        expect(error instanceof SafetensorsError || error instanceof TypeError).toBe(true);
        continue;
      }
      // Only the name of the checksum itself and the padding of the header may change without a trace.
      expect({ ...(back as object), metadata: checkpoint.metadata }).toEqual(checkpoint);
    }
  });

  it('refuses leaves of one path, taken names and steps that are none', () => {
    const twice = { 'a.b': 1, a: { b: 2 } };
    expect(() => encodeCheckpoint({ ...checkpoint, state: twice })).toThrow(
      "encodeCheckpoint: leaves must have paths of their own, but 'a.b' is there twice",
    );
    expect(() => encodeCheckpoint({ ...checkpoint, metadata: { step: '3' } })).toThrow(
      "encodeCheckpoint: the metadata name 'step' is taken; rename it",
    );
    expect(() => encodeCheckpoint({ ...checkpoint, step: -1 })).toThrow(RangeError);
  });

  it('refuses what is neither array nor number', () => {
    const wrong = { a: 'text' } as unknown as State;
    expect(() => encodeCheckpoint({ ...checkpoint, state: wrong })).toThrow(
      "encodeCheckpoint: leaves must be host arrays and numbers, but 'a' is text; read tensors with toArrays first",
    );
  });

  it('is told from other safetensors files', () => {
    expect(() => decodeCheckpoint(encodeSafetensors({ a: Float32Array.of(1) }))).toThrow(
      'decodeCheckpoint: the file must tell its step and structure; it is no checkpoint',
    );
    expect(() => decodeCheckpoint(encodeSafetensors({}, { step: '1', structure: '{"a":null}' }))).toThrow(
      "decodeCheckpoint: the file must hold 'a', which its structure names",
    );
  });
});

describe('assertSameForm', () => {
  it('accepts other values in the same form', () => {
    assertSameForm({ w: ndarray([1, 2]), n: 1 }, { n: 2, w: ndarray([3, 4]) });
  });

  it.each([
    [{ w: ndarray([1, 2]) }, { w: ndarray([1, 2, 3]) }, "'w' must be float32 [3], but got float32 [2]"],
    [{ w: 1 }, { w: ndarray([1]) }, "'w' must be float32 [1], but got a number"],
    [{}, { w: 1 }, "'w' must be a number, but there is none"],
    [{ w: 1, v: 1 }, { w: 1 }, "there must be no 'v', but got one"],
  ] as [State, State, string][])('tells where %j differs from %j', (got, expected, message) => {
    expect(() => assertSameForm(got, expected)).toThrow(CheckpointMismatchError);
    expect(() => assertSameForm(got, expected)).toThrow(message);
  });
});
