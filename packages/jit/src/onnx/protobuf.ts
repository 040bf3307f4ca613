/** Writes the protocol buffer wire format: as much of it as ONNX models need. */
export class ProtobufWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** What was written; a view that later writes may detach. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  integer(field: number, value: number): this {
    this.#varint(field * 8);
    this.#signed(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  text(field: number, value: string): this {
    return this.raw(field, new TextEncoder().encode(value));
  }

  raw(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    return this.append(value);
  }

  message(field: number, write: (writer: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.raw(field, inner.bytes());
  }

  /** Copies bytes that are already encoded fields. */
  append(...parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.#reserve(part.length);
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
    }
    return this;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.bytes());
    this.#bytes = grown;
  }

  /** Safe integers as 64-bit two's complement. */
  #signed(value: number): void {
    if (value >= 0) {
      this.#varint(value);
      return;
    }
    let bits = BigInt.asUintN(64, BigInt(value));
    while (bits > 127n) {
      this.#byte(Number(bits & 127n) | 128);
      bits >>= 7n;
    }
    this.#byte(Number(bits));
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }
}
