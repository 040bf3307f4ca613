import type { DataType, Node, Op, OpAttributes, Shape } from './graph.ts';

/** Turns attribute values into strings that are equal exactly when the values are. */
export interface AttributeKeys {
  keyOf(value: unknown): string;
}

/** Typed arrays up to this many elements are compared by content, bit by bit, larger ones by identity. */
const comparedByContent = 4096;

/** A keying function with its own table of object identities. */
export function attributeKeys(): AttributeKeys {
  const keys = new WeakMap<object, string>();
  let next = 0;
  const contentsOf = (view: ArrayBufferView) => {
    const { length, constructor } = view as unknown as ArrayLike<number>;
    return length <= comparedByContent ? `${constructor.name}(${bytesOf(view)})` : `#${next++}`;
  };
  const keyOfArray = (value: ArrayBufferView) => {
    let key = keys.get(value);
    if (key === undefined) keys.set(value, (key = contentsOf(value)));
    return key;
  };
  const keyOf = (value: unknown): string => {
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    if (typeof value === 'string' || typeof value === 'boolean') return String(value);
    if (ArrayBuffer.isView(value)) return keyOfArray(value);
    if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
    if (typeof value === 'object' && value !== null) {
      return `{${Object.entries(value)
        .map(([name, entry]) => `${name}:${keyOf(entry)}`)
        .join()}}`;
    }
    throw new TypeError(`attributeKeys: no key for a ${typeof value}`);
  };
  return { keyOf };
}

/** Bytes as a string: in decimals it would take ten times as long. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const isEven = byteOffset % 2 === 0 && byteLength % 2 === 0;
  const units = isEven
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Uint8Array(buffer, byteOffset, byteLength);
  return String.fromCharCode(...units);
}

/**
 * The nodes of a builder by what they compute: a table with open addressing, as the passes ask it for every node that
 * they touch, and strings as keys would take most of their time.
 */
export class NodeTable {
  /** By id. */
  readonly #nodes: Node[] = [];
  readonly #kinds: number[] = [];
  readonly #hashes: number[] = [];
  /** Ids + 1, at the place of their hash or the next free one after it; 0 is free. */
  #slots = new Int32Array(1 << 14);

  /** The node of that kind (what it is apart from its inputs) on these inputs, made where there is none. */
  intern<O extends Op>(
    kind: number,
    op: O,
    inputs: readonly Node[],
    attributes: OpAttributes[O],
    shape: Shape,
    dtype: DataType,
  ): Node {
    const mask = this.#slots.length - 1;
    const mixed = hash(kind, inputs);
    let at = mixed & mask;
    for (let id = this.#slots[at] - 1; id >= 0; id = this.#slots[at] - 1) {
      const mayBe = this.#hashes[id] === mixed && this.#kinds[id] === kind;
      if (mayBe && sameNodes(this.#nodes[id].inputs, inputs)) return this.#nodes[id];
      at = (at + 1) & mask;
    }
    const made = { id: this.#nodes.length, op, inputs, attributes, shape, dtype } as Node;
    this.#nodes.push(made);
    this.#kinds.push(kind);
    this.#hashes.push(mixed);
    this.#slots[at] = this.#nodes.length;
    if (2 * this.#nodes.length > this.#slots.length) this.#grow();
    return made;
  }

  /** The kind of a node of this table; undefined for any other. */
  kindOf(node: Node): number | undefined {
    return this.#nodes[node.id] === node ? this.#kinds[node.id] : undefined;
  }

  /** Every node, in the order of their making. */
  all(): readonly Node[] {
    return this.#nodes;
  }

  #grow(): void {
    const slots = new Int32Array(4 * this.#slots.length);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#hashes.length; id++) {
      let at = this.#hashes[id] & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = id + 1;
    }
    this.#slots = slots;
  }
}

/** Mixes a kind and the ids of inputs; multipliers are odd numbers with mixed bits. */
function hash(kind: number, inputs: readonly Node[]): number {
  let mixed = Math.imul(kind + 1, 0x9e3779b1);
  for (let i = 0; i < inputs.length; i++) {
    mixed = Math.imul(mixed ^ inputs[i].id, 0x85ebca6b);
    mixed ^= mixed >>> 13;
  }
  return mixed;
}

/** True for the same nodes in the same order. */
export function sameNodes(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
