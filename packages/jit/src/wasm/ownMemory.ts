/** Sections begin behind the magic number and the version. */
const header = 8;

const importSection = 2;
const functionImport = 0;
const memoryImport = 2;

/** Limits of a memory: bit 0 says that there is a maximum, bit 1 that threads share it. */
const sharedBit = 2;

/**
 * A module that imports a shared memory, so that it takes one that is not shared: atomic operations work on both, and
 * pages may have shared ones only where they are cross-origin isolated. Throws where it imports no shared memory.
 */
export function withOwnMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(module);
  let at = header;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skipName = () => {
    const length = number();
    at += length;
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section !== importSection) {
      at = end;
      continue;
    }
    for (let left = number(); left > 0; left--) {
      skipName();
      skipName();
      const kind = bytes[at++];
      if (kind === memoryImport && (bytes[at] & sharedBit) !== 0) {
        bytes[at] &= ~sharedBit;
        return bytes;
      }
      if (kind !== functionImport) break;
      number();
    }
    break;
  }
  throw new Error('withOwnMemory: the module must import a shared memory before all but functions');
}
