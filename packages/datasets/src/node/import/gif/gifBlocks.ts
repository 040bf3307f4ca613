const [extension, control, picture] = [0x21, 0xf9, 0x2c];
/** A control block that says nothing: no delay, no transparent colour, what was painted stays. */
const nothingSaid = Uint8Array.of(extension, control, 4, 0, 0, 0, 0, 0);

/** Bytes of a palette whose size is packed into a flag byte. */
const paletteBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** The place after a chain of sub-blocks, which ends with an empty one. */
function afterSubBlocks(file: Uint8Array, start: number): number {
  let at = start;
  while (at < file.length && file[at] !== 0) at += 1 + file[at];
  return at + 1;
}

/**
 * The same GIF with a control block before every picture. A control block speaks of the one picture after it, and a picture
 * without one has no delay and covers what was there; decoders that keep the last block for all later pictures then read it
 * as it is meant. From a place on that is no GIF the bytes stay as they are.
 */
export function withControlBlocks(file: Uint8Array): Uint8Array {
  const bare: number[] = [];
  let isControlled = false;
  let at = 13 + paletteBytes(file[10] ?? 0);
  while (at < file.length) {
    if (file[at] === extension) {
      // A text, which is painted too, uses up its control block like a picture.
      isControlled = file[at + 1] === control || (isControlled && file[at + 1] !== 1);
      at = afterSubBlocks(file, at + 2);
    } else if (file[at] === picture) {
      if (!isControlled) bare.push(at);
      isControlled = false;
      at = afterSubBlocks(file, at + 11 + paletteBytes(file[at + 9] ?? 0));
    } else break;
  }
  if (bare.length === 0) return file;
  const out = new Uint8Array(file.length + bare.length * nothingSaid.length);
  let [from, to] = [0, 0];
  for (const place of [...bare, file.length]) {
    out.set(file.subarray(from, place), to);
    to += place - from;
    from = place;
    if (place === file.length) break;
    out.set(nothingSaid, to);
    to += nothingSaid.length;
  }
  return out;
}
