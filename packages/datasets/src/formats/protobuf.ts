/** One feature of a TensorFlow Example: raw bytes, or 64-bit integers. */
export type Feature = Uint8Array | BigInt64Array;

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

/** A serialised tf.train.Example. */
export function encodeExample(features: Readonly<Record<string, Feature>>): Uint8Array {
  const entries = Object.entries(features).map(([name, value]) => {
    // BytesList is field 1 of a Feature, Int64List field 3; both hold their values in field 1.
    const list =
      value instanceof Uint8Array ? field(1, field(1, value)) : field(3, field(1, packIntegers(value)));
    return field(1, concat([field(1, new TextEncoder().encode(name)), field(2, list)]));
  });
  return field(1, concat(entries));
}

interface Field {
  readonly number: number;
  readonly content: Uint8Array;
}

function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 49)
        throw new ProtobufError('decodeExample: the message is cut off or damaged');
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = readVarint();
    if ((key & 7) !== 2)
      throw new ProtobufError(`decodeExample: field type ${key & 7} has no place in an Example`);
    const length = readVarint();
    if (at + length > bytes.length)
      throw new ProtobufError('decodeExample: the message is cut off or damaged');
    yield { number: key >> 3, content: bytes.subarray(at, at + length) };
    at += length;
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
  for (const found of fields(bytes)) if (found.number === number) return found.content;
  return new Uint8Array();
}

/**
 * Reads a serialised tf.train.Example of bytes and packed integers.
 * @throws ProtobufError
 */
export function decodeExample(bytes: Uint8Array): Record<string, Feature> {
  const features: Record<string, Feature> = {};
  for (const { content: entry } of fields(only(bytes, 1))) {
    const name = new TextDecoder().decode(only(entry, 1));
    for (const { number, content } of fields(only(entry, 2))) {
      if (number === 1) features[name] = only(content, 1);
      else if (number === 3) features[name] = unpackIntegers(only(content, 1));
      else
        throw new ProtobufError(
          `decodeExample: feature '${name}' must hold bytes or int64, but holds float32`,
        );
    }
  }
  return features;
}
