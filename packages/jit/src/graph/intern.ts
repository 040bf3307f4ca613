import type { Node } from './graph.ts';

/** Turns attribute values into strings that are equal exactly when the values are. */
export interface AttributeKeys {
  keyOf(value: unknown): string;
}

/** Typed arrays up to this many elements are compared by content, larger ones by identity. */
const comparedByContent = 4096;

/** A keying function with its own table of object identities. */
export function attributeKeys(): AttributeKeys {
  const keys = new WeakMap<object, string>();
  let next = 0;
  const contentsOf = (data: ArrayLike<number>) =>
    data.length <= comparedByContent
      ? `${data.constructor.name}(${Array.from(data, keyOf).join()})`
      : `#${next++}`;
  const keyOfArray = (value: ArrayBufferView) => {
    let key = keys.get(value);
    if (key === undefined) keys.set(value, (key = contentsOf(value as unknown as ArrayLike<number>)));
    return key;
  };
  const keyOf = (value: unknown): string => {
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    if (typeof value === 'string' || typeof value === 'boolean') return String(value);
    if (ArrayBuffer.isView(value)) return keyOfArray(value);
    if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
    if (typeof value === 'object' && value !== null) {
      if (isEmpty(value)) return '{}';
      return `{${Object.entries(value)
        .map(([name, entry]) => `${name}:${keyOf(entry)}`)
        .join()}}`;
    }
    throw new TypeError(`attributeKeys: no key for a ${typeof value}`);
  };
  return { keyOf };
}

function isEmpty(value: object): boolean {
  for (const name in value) return name === undefined;
  return true;
}

/**
 * The nodes of a builder by what they compute: a table with open addressing, as the passes ask it for every node that
 * they touch, and strings as keys would take most of their time.
 */
export class NodeTable {
  /** By id. */
  readonly #nodes: Node[] = [];
  readonly #kinds: number[] = [];
  /** Ids + 1, at the place of their hash or the next free one after it; 0 is free. */
  #slots = new Int32Array(1 << 12);

  /** The node of that kind (what it is apart from its inputs) on these inputs, made where there is none. */
  intern(kind: number, node: Omit<Node, 'id'>): Node {
    const mask = this.#slots.length - 1;
    let at = hash(kind, node.inputs) & mask;
    for (let id = this.#slots[at] - 1; id >= 0; id = this.#slots[at] - 1) {
      if (this.#kinds[id] === kind && sameNodes(this.#nodes[id].inputs, node.inputs)) return this.#nodes[id];
      at = (at + 1) & mask;
    }
    const made = { id: this.#nodes.length, ...node } as Node;
    this.#nodes.push(made);
    this.#kinds.push(kind);
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
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    this.#nodes.forEach(({ inputs }, id) => {
      let at = hash(this.#kinds[id], inputs) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = id + 1;
    });
    this.#slots = slots;
  }
}

/** Mixes a kind and the ids of inputs; multipliers are odd numbers with mixed bits. */
function hash(kind: number, inputs: readonly Node[]): number {
  let mixed = Math.imul(kind + 1, 0x9e3779b1);
  for (const { id } of inputs) {
    mixed = Math.imul(mixed ^ id, 0x85ebca6b);
    mixed ^= mixed >>> 13;
  }
  return mixed >>> 0;
}

function sameNodes(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
