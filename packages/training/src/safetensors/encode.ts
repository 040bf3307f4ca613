import type { NdArray } from '@hgn/autodiff';
import { dataTypes, toStored, type StoredTensor, type TensorData } from './dtypes.ts';

/**
 * Writes named tensors as one safetensors file, readable from Python, Rust and JavaScript.
 *
 * Every tensor starts at a multiple of its element size: the header is padded to 8 bytes and tensors are laid out by
 * falling element size, then by name. Equal input gives equal bytes, whatever the order of names. Cost: one copy.
 *
 * Source: the safetensors format, version 0.3 and later, https://github.com/huggingface/safetensors#format.
 *
 * @param tensors host arrays, bare typed arrays (stored with one axis), or stored tensors of any element type
 * @param metadata text by name, for a reader that looks only at the header
 * @throws TypeError if a tensor's data is not of its element type, or a metadata value is no text.
 * @throws RangeError if a shape does not hold the data, or a tensor is called `__metadata__`.
 * @example
 * const bytes = encodeSafetensors({ q: Float64Array.of(0.1, 0.2) }, { system: 'pendulum' });
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NdArray | StoredTensor | TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).map(([name, tensor]) => ({ name, ...toStored(tensor) }));
  entries.forEach(check);
  entries.sort((a, b) => dataTypes[b.dtype].bytes - dataTypes[a.dtype].bytes || (a.name < b.name ? -1 : 1));

  let end = 0;
  const described = entries.map(({ name, dtype, shape, data }): [string, unknown] => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const texts = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, text] of texts) {
    if (typeof text !== 'string') {
      throw new TypeError(`encodeSafetensors: metadata must be text, but '${name}' is ${typeof text}`);
    }
  }
  const head: [string, unknown][] = texts.length > 0 ? [['__metadata__', Object.fromEntries(texts)]] : [];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...head, ...described])));
  const headerLength = Math.ceil(json.length / 8) * 8;

  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength).set(json, 8);
  let offset = 8 + headerLength;
  for (const { data } of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

function check({ name, dtype, shape, data }: StoredTensor & { readonly name: string }): void {
  if (name === '__metadata__') {
    throw new RangeError(`encodeSafetensors: a tensor must not be called '__metadata__'; rename it`);
  }
  if (!Object.hasOwn(dataTypes, dtype) || !dataTypes[dtype].holds(data)) {
    throw new TypeError(
      `encodeSafetensors: the data of '${name}' must fit its element type, but got ${dtype} with ${Object.prototype.toString.call(data)}`,
    );
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(
      `encodeSafetensors: the shape of '${name}' must hold its ${data.length} numbers, but got [${shape.join(', ')}]`,
    );
  }
}
