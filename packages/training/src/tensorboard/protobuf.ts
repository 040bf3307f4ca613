/** One field of a protocol buffer message, encoded. */
export type Field = Uint8Array;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** An int64 field; the value is a whole number from 0 to 2^53 - 1. */
export function integerField(number: number, value: number): Field {
  return concat([varint(number * 8 + VARINT), varint(value)]);
}

/** A double field. */
export function doubleField(number: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return concat([varint(number * 8 + FIXED_64), bytes]);
}

/** A float field. */
export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint(number * 8 + FIXED_32), bytes]);
}

/** A string field. */
export function textField(number: number, text: string): Field {
  return messageField(number, [new TextEncoder().encode(text)]);
}

/** A field that holds a message of its own. */
export function messageField(number: number, fields: readonly Field[]): Field {
  const body = concat(fields);
  return concat([varint(number * 8 + BYTES), varint(body.length), body]);
}

/** Byte arrays one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
