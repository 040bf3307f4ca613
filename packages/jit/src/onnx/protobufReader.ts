/** One field of a message: an integer, or the bytes of a text, a message or a fixed-length number. */
export interface Field {
  readonly number: number;
  readonly integer: number;
  readonly bytes: Uint8Array;
}

/** Lengths of the fixed-size wire types. */
const fixed: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const nothing = new Uint8Array();
/** Place value of the last byte of a 64-bit integer. */
const longestInteger = 128 ** 9;

const broken = (at: number) => new Error(`readFields: no message at byte ${at}; the file is damaged`);

/**
 * Splits a message of the protocol buffer wire format into its fields, in order; integers must be safe ones. Throws where
 * the bytes are no such message.
 */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < message.length && scale <= longestInteger; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw broken(at);
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    const integer = wire === 0 || wire === 2 ? varint() : 0;
    const length = wire === 0 ? 0 : (fixed[wire] ?? integer);
    if (wire === 3 || wire === 4 || wire > 5 || at + length > message.length) throw broken(at);
    fields.push({ number, integer, bytes: length === 0 ? nothing : message.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

/** The first field of that number. Throws where there is none. */
export function requireField(fields: readonly Field[], number: number): Field {
  const field = fields.find((candidate) => candidate.number === number);
  if (field === undefined) throw new Error(`requireField: the message has no field ${number}`);
  return field;
}

/** A text field as a string. */
export const textOf = ({ bytes }: Field): string => new TextDecoder().decode(bytes);
