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
      return `{${Object.entries(value)
        .map(([name, entry]) => `${name}:${keyOf(entry)}`)
        .join()}}`;
    }
    throw new TypeError(`attributeKeys: no key for a ${typeof value}`);
  };
  return { keyOf };
}
