/**
 * Where finished models are kept between runs, by a key that stands for everything that they depend on. What `get` gives
 * is checked before it is used; where either throws, functions are compiled as if there were no cache.
 */
export interface ModelCache {
  /** The bytes that were put under this key (64 hexadecimal digits), or undefined. */
  get(key: string): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** Keeps bytes under a key, for as long as it likes. */
  put(key: string, entry: Uint8Array): Promise<void> | void;
}
