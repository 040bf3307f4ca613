/** The bits of a chain of sub-blocks, first bits lowest; codes are undefined after its end. */
function codesIn(file: Uint8Array, start: number): (bits: number) => number | undefined {
  let [at, left] = [start, 0];
  let [held, count] = [0, 0];
  return (bits) => {
    while (count < bits) {
      if (left === 0) {
        left = file[at++] ?? 0;
        if (left === 0) return undefined;
      }
      if (at >= file.length) return undefined;
      held |= file[at++] << count;
      left--;
      count += 8;
    }
    const code = held & ((1 << bits) - 1);
    held >>>= bits;
    count -= bits;
    return code;
  };
}

const mostCodes = 4096;

/**
 * Whether the compressed picture of a GIF holds so many pixels; a decoder that trusts its codes may go round in circles where one
 * stands for nothing that came before (GIF89a specification, appendix F).
 *
 * @param start place of the byte that says how many bits a pixel has
 */
export function holdsPixels(file: Uint8Array, start: number, wanted: number): boolean {
  const bits = file[start];
  if (!(bits >= 1 && bits <= 8)) return false;
  const next = codesIn(file, start + 1);
  const clear = 1 << bits;
  /** Pixels that a code stands for. */
  const lengths = new Int32Array(mostCodes).fill(1, 0, clear);
  let [known, width, pixels] = [clear + 2, bits + 1, 0];
  let before: number | undefined;
  for (let code = next(width); code !== undefined && code !== clear + 1; code = next(width)) {
    if (code === clear) {
      [known, width, before] = [clear + 2, bits + 1, undefined];
      continue;
    }
    const isNew = code === known && before !== undefined && known < mostCodes;
    if (code >= known && !isNew) return false;
    if (before === undefined && code > clear) return false;
    if (before !== undefined && known < mostCodes) {
      lengths[known++] = lengths[before] + 1;
      if (known === 1 << width && width < 12) width++;
    }
    pixels += lengths[code];
    if (pixels >= wanted) return true;
    before = code;
  }
  return false;
}
