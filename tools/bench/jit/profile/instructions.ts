/** An instruction of the engine `native`, as it can be read. */
export interface Described {
  readonly kind: string;
  /** Its sizes. */
  readonly text: string;
  /** Multiplications and additions of a product. */
  readonly operations: number;
  /** What it reads and writes, where that is known: each number once. */
  readonly bytes: number;
}

/** In the order of their numbers. */
const kinds = [
  'elementwise', 'product', 'pack', 'reduction', 'copy', 'fill', 'gather', 'gatherNd', 'scatterNd', 'cumulativeSum',
  'extremePlace', 'topK', 'transform',
]; // oxfmt-ignore

/** The instructions of a program. */
export function instructionsIn(words: Int32Array): Described[] {
  const described: Described[] = [];
  for (let at = 0; at < words.length; at += 3 + words[at + 1]) {
    const kind = kinds[words[at]];
    const describe = describers[kind] ?? (() => ({ text: '' }));
    const isSingle = (words[at + 2] & 2) !== 0;
    const own = describe(words.subarray(at + 3, at + 3 + words[at + 1]));
    described.push({
      kind: isSingle ? `${kind} on one thread` : kind,
      operations: 0,
      bytes: 0,
      ...own,
    });
  }
  return described;
}

type Sizes = Pick<Described, 'text'> & Partial<Described>;

const product = (lengths: Int32Array) => lengths.reduce((all, length) => all * length, 1);

const describers: Readonly<Record<string, (words: Int32Array) => Sizes>> = {
  product: (words) => {
    const rank = words[2];
    const batches = product(words.subarray(3, 3 + rank));
    const [rows, columns, inner, , , aRow, aInner, , , bInner, bColumn] = words.subarray(3 + 4 * rank);
    const transposed = (outer: number, inside: number) => (outer === 1 && inside > 1 ? 'T' : '');
    return {
      text: `${batches} x [${rows}, ${inner}]${transposed(aRow, aInner)} [${inner}, ${columns}]${transposed(bInner, bColumn)}`,
      operations: 2 * batches * rows * columns * inner,
    };
  },
  elementwise: (words) => {
    const size = words[0] * words[1];
    let at = 4;
    let strided = 0;
    let whole = 0;
    for (let load = 0; load < words[3]; load++) {
      const source = words[at + 1];
      at += 4;
      if (source === 0) whole++;
      if (source !== 2) continue;
      strided++;
      at += 1 + 2 * words[at];
    }
    const stores = words[at];
    const steps = words[at + 1 + 3 * stores];
    return {
      text: `${size}, ${steps} steps, ${whole} whole and ${strided} strided operands`,
      bytes: 4 * size * (whole + strided + stores),
    };
  },
  copy: (words) => {
    const lengths = words.subarray(6, 6 + words[5]);
    return { text: `[${lengths.join()}]`, bytes: 8 * product(lengths) };
  },
  fill: (words) => ({ text: `${words[0] * words[1]}`, bytes: 4 * words[0] * words[1] }),
  pack: (words) => ({ text: `[${words[4]}, ${words[5]}]`, bytes: 8 * words[4] * words[5] }),
  transform: (words) => {
    const [batches, groups, length] = words;
    const [outerRows, outerColumns, own] = words.subarray(8);
    const [innerRows, innerColumns] = words.subarray(11 + own + 1);
    return {
      text: `${batches} x [${outerColumns}, ${groups} x ${innerColumns}, ${length}] to [${outerRows}, ${groups} x ${innerRows}, ${length}]`,
      bytes: 4 * batches * groups * length * (outerRows * innerRows + outerColumns * innerColumns),
    };
  },
};
