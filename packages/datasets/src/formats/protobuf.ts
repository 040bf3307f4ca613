/** One feature of a TensorFlow Example: raw bytes, 64-bit integers, or floats. */
export type Feature = Uint8Array | BigInt64Array | Float32Array;

/** The bytes are not the message they should be. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

function concat(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A length-delimited field. */
function field(number: number, content: Uint8Array): Uint8Array {
  return concat([varint(BigInt((number << 3) | 2)), varint(BigInt(content.length)), content]);
}

function packIntegers(values: BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(10 * values.length);
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    // Two halves of 32 bits: BigInt arithmetic is ten times slower.
    let low = view.getUint32(8 * i, true);
    let high = view.getUint32(8 * i + 4, true);
    while (high !== 0 || low > 0x7f) {
      bytes[at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    bytes[at++] = low;
  }
  return bytes.subarray(0, at);
}

/** BytesList is field 1 of a Feature, FloatList 2, Int64List 3; all hold their values in field 1. */
function packedList(values: BigInt64Array | Float32Array): Uint8Array {
  if (values instanceof BigInt64Array) return field(3, field(1, packIntegers(values)));
  return field(2, field(1, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
}

/** A serialised tf.train.Example. */
export function encodeExample(features: Readonly<Record<string, Feature>>): Uint8Array {
  const entries = Object.entries(features).map(([name, value]) => {
    const list = value instanceof Uint8Array ? field(1, field(1, value)) : packedList(value);
    return field(1, concat([field(1, new TextEncoder().encode(name)), field(2, list)]));
  });
  return field(1, concat(entries));
}

interface Field {
  readonly number: number;
  /** 0 a single integer, 1 eight bytes, 2 bytes of any length, 5 four bytes. */
  readonly type: 0 | 1 | 2 | 5;
  readonly content: Uint8Array;
}

function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const cutOff = () => new ProtobufError('decodeExample: the message is cut off or damaged');
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 63) throw cutOff();
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = readVarint();
    const type = key & 7;
    if (type !== 0 && type !== 1 && type !== 2 && type !== 5) {
      throw new ProtobufError(`decodeExample: field type ${type} has no place in an Example`);
    }
    const begin = at;
    if (type === 0) readVarint();
    const length = type === 0 ? at - begin : type === 1 ? 8 : type === 5 ? 4 : readVarint();
    const start = type === 0 ? begin : at;
    if (start + length > bytes.length) throw cutOff();
    yield { number: Math.floor(key / 8), type, content: bytes.subarray(start, start + length) };
    at = start + length;
  }
}

function unpackIntegers(bytes: Uint8Array): BigInt64Array {
  let count = 0;
  for (const byte of bytes) if (byte < 0x80) count++;
  const values = new BigInt64Array(count);
  const view = new DataView(values.buffer);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let [low, high] = [0, 0];
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high |= bits >> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      if (byte < 0x80) break;
    }
    view.setInt32(8 * i, low, true);
    view.setInt32(8 * i + 4, high, true);
  }
  return values;
}

function only(bytes: Uint8Array, number: number): Uint8Array {
  for (const found of fields(bytes)) if (found.number === number && found.type === 2) return found.content;
  return new Uint8Array();
}

function joined(bytes: Uint8Array, types: readonly number[]): Uint8Array {
  // Values may stand one by one, packed, or both.
  return concat(
    [...fields(bytes)]
      .filter((found) => found.number === 1 && types.includes(found.type))
      .map(({ content }) => content),
  );
}

function unpackFloats(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new ProtobufError('decodeExample: the message is cut off or damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/**
 * Reads a serialised tf.train.Example: bytes, floats, and integers, packed or one by one.
 * @throws ProtobufError
 */
export function decodeExample(bytes: Uint8Array): Record<string, Feature> {
  const features: Record<string, Feature> = {};
  for (const { content: entry } of fields(only(bytes, 1))) {
    const name = new TextDecoder().decode(only(entry, 1));
    for (const { number, content } of fields(only(entry, 2))) {
      if (number === 1) features[name] = only(content, 1);
      else if (number === 2) features[name] = unpackFloats(joined(content, [2, 5]));
      else if (number === 3) features[name] = unpackIntegers(joined(content, [0, 2]));
    }
  }
  return features;
}
