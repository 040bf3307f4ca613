import { ndarray } from '@hgn/autodiff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors } from './decode.ts';
import { dataTypes, toNdArray, type StoredTensor, type TensorType } from './dtypes.ts';
import { encodeSafetensors } from './encode.ts';
import { SafetensorsError } from './error.ts';

/** A file from a header as text and data bytes: for headers that the encoder never writes. */
function file(header: string, data: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const header = (bytes: Uint8Array) => {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  return { length, json: JSON.parse(text) as Record<string, { data_offsets: [number, number] }> };
};

const storedTensor: fc.Arbitrary<StoredTensor> = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(dataTypes) as TensorType[])),
    shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
    fill: fc.uint8Array({ minLength: 1, maxLength: 9 }),
  })
  .map(({ dtype, shape, fill }) => {
    const size = shape.reduce((product, length) => product * length, 1) * dataTypes[dtype].bytes;
    const bytes = Uint8Array.from({ length: size }, (_, index) => fill[index % fill.length]);
    return { dtype, shape, data: dataTypes[dtype].read(bytes.buffer) };
  });

const named = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(
    fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
    value,
  );

describe('encodeSafetensors', () => {
  it('writes the documented layout', () => {
    const bytes = encodeSafetensors({ b: ndarray([1, 2], [1, 2]) });
    const { length, json } = header(bytes);
    expect(json).toEqual({ b: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] } });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
    expect(bytes[8]).toBe('{'.charCodeAt(0));
  });

  it('aligns every tensor to its element size, the data to 8 bytes', () => {
    fc.assert(
      fc.property(named(storedTensor), (tensors) => {
        const { length, json } = header(encodeSafetensors(tensors, { a: 'x' }));
        expect(length % 8).toBe(0);
        for (const [name, { dtype }] of Object.entries(tensors)) {
          expect(json[name].data_offsets[0] % dataTypes[dtype].bytes).toBe(0);
        }
      }),
    );
  });

  it('gives the same bytes whatever the order of names', () => {
    const [a, b] = [Float32Array.of(1, 2), Float64Array.of(3)];
    expect(encodeSafetensors({ a, b }, { x: '1', y: '2' })).toEqual(
      encodeSafetensors({ b, a }, { y: '2', x: '1' }),
    );
  });

  it('stores a view into a larger buffer without its neighbours', () => {
    const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    expect([...decodeSafetensors(encodeSafetensors({ view })).tensors.view.data]).toEqual([1, 2]);
  });

  it('refuses what it cannot write', () => {
    expect(() => encodeSafetensors({ x: { dtype: 'F32', shape: [3], data: Float32Array.of(1) } })).toThrow(
      "encodeSafetensors: the shape of 'x' must hold its 1 numbers, but got [3]",
    );
    expect(() => encodeSafetensors({ x: { dtype: 'F64', shape: [1], data: Float32Array.of(1) } })).toThrow(
      "encodeSafetensors: the data of 'x' must fit its element type, but got F64 with [object Float32Array]",
    );
    expect(() => encodeSafetensors({ __metadata__: Float32Array.of(1) })).toThrow(RangeError);
    expect(() => encodeSafetensors({}, { step: 3 as unknown as string })).toThrow(
      "encodeSafetensors: metadata must be text, but 'step' is number",
    );
    expect(() => encodeSafetensors({ x: [1] as unknown as Float32Array })).toThrow(TypeError);
  });
});

describe('decodeSafetensors', () => {
  it('gives back tensors of every element type, names and metadata', () => {
    fc.assert(
      fc.property(named(storedTensor), named(fc.string({ unit: 'grapheme' })), (tensors, metadata) => {
        const back = decodeSafetensors(encodeSafetensors(tensors, metadata));
        expect(back.tensors).toEqual(tensors);
        expect(back.metadata).toEqual(metadata);
      }),
    );
  });

  it('keeps every bit of a float, NaN payloads and negative zero included', () => {
    const bits = Uint32Array.of(0x7fc00123, 0x80000000, 0xff800000, 1);
    const x = new Float32Array(bits.buffer.slice(0));
    const back = decodeSafetensors(encodeSafetensors({ x })).tensors.x.data as Float32Array;
    expect([...new Uint32Array(back.buffer)]).toEqual([...bits]);
  });

  it('reads a file at any offset of a larger buffer', () => {
    const bytes = encodeSafetensors({ x: Float64Array.of(Math.PI) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...decodeSafetensors(shifted.subarray(3)).tensors.x.data]).toEqual([Math.PI]);
  });

  it('hands host arrays on, and says which types have none', () => {
    const x = ndarray(Int32Array.of(1, 2), [2, 1]);
    const { tensors } = decodeSafetensors(encodeSafetensors({ x, y: Float64Array.of(1) }));
    expect(toNdArray(tensors.x)).toEqual(x);
    expect(() => toNdArray(tensors.y)).toThrow(
      'toNdArray: the element type must be F32, I32 or BOOL, but got F64; convert its data',
    );
  });

  it('refuses every truncation of a file', () => {
    const bytes = encodeSafetensors({ q: Float64Array.of(1, 2), n: Uint8Array.of(7) }, { step: '3' });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(SafetensorsError);
    }
    expect(() => decodeSafetensors(bytes.subarray(0, -1))).toThrow(
      'decodeSafetensors: the tensors need 17 bytes of data, but the file has 16; it is truncated',
    );
    expect(() => decodeSafetensors(bytes.subarray(0, 20))).toThrow(/it is truncated/);
  });

  it('refuses a flipped byte in the header, or reads another valid file, but never anything else', () => {
    const bytes = encodeSafetensors({ q: Float64Array.of(1, 2), n: Uint8Array.of(7) }, { step: '3' });
    const end = 8 + header(bytes).length;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: end - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ flip : byte));
        try {
          const { tensors } = decodeSafetensors(broken);
          const total = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
          expect(total).toBe(17);
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  const f32 = (begin: number, end: number, length = (end - begin) / 4) =>
    `{"dtype":"F32","shape":[${length}],"data_offsets":[${begin},${end}]}`;
  it.each([
    ['no JSON', file('{"a":'), /the header must be JSON, but .*; the file is corrupt/],
    ['no object', file('[]'), 'the header must be a JSON object'],
    ['no UTF-8', file('').with(0, 1), /truncated/],
    [
      'overlap',
      file(`{"a":${f32(0, 8)},"b":${f32(4, 8)}}`, Array(8).fill(0)),
      "tensor 'b': it must begin where the last tensor ends, at 8, but begins at 4; they overlap",
    ],
    [
      'gap',
      file(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, Array(12).fill(0)),
      "tensor 'b': it must begin where the last tensor ends, at 4, but begins at 8; there is a gap",
    ],
    [
      'trailing bytes',
      file(`{"a":${f32(0, 4)}}`, Array(5).fill(0)),
      'the tensors need 4 bytes of data, but the file has 5; it is corrupt',
    ],
    [
      'missing bytes',
      file(`{"a":${f32(0, 400)}}`, [0]),
      'the tensors need 400 bytes of data, but the file has 1; it is truncated',
    ],
    [
      'wrong size',
      file(`{"a":${f32(0, 4, 2)}}`, Array(4).fill(0)),
      "tensor 'a': F32 [2] must take 8 bytes, but its offsets [0, 4] take 4",
    ],
    [
      'backward offsets',
      file(`{"a":${f32(4, 0, 0)}}`, Array(4).fill(0)),
      "tensor 'a': F32 [0] must take 0 bytes",
    ],
    [
      'negative shape',
      file(`{"a":${f32(0, 4, -1)}}`, Array(4).fill(0)),
      "tensor 'a': its shape must be an array of whole numbers from 0 up, but got [-1]",
    ],
    [
      'unknown type',
      file('{"a":{"dtype":"F7","shape":[],"data_offsets":[0,1]}}', [0]),
      /tensor 'a': its element type must be one of .*, but got "F7"/,
    ],
    [
      'type from a prototype',
      file('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,1]}}', [0]),
      /its element type must be one of/,
    ],
    [
      'no offsets',
      file('{"a":{"dtype":"U8","shape":[1]}}', [0]),
      "tensor 'a': its offsets must be two whole numbers, but got undefined",
    ],
    ['no entry', file('{"a":null}'), "tensor 'a': its entry must be an object"],
    ['metadata no texts', file('{"__metadata__":{"a":1}}'), 'the metadata must be an object of texts'],
    ['another file', new TextEncoder().encode('PK\u0003\u0004 this is a zip file'), /no safetensors file/],
    [
      'a giant shape',
      file(`{"a":{"dtype":"U8","shape":[9007199254740991,9007199254740991],"data_offsets":[0,1]}}`, [0]),
      /must take/,
    ],
  ])('names the fault of a file with %s', (_what, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it('keeps a tensor called __proto__ a tensor', () => {
    const tensors = Object.fromEntries([['__proto__', Float32Array.of(1)]]);
    const back = decodeSafetensors(encodeSafetensors(tensors)).tensors;
    expect(Object.keys(back)).toEqual(['__proto__']);
  });
});
