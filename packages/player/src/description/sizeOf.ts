/** Numbers of one sample of an array whose shape begins with the batch. */
export const sizeOf = (shape: readonly (number | 'batch')[]): number =>
  shape.slice(1).reduce<number>((product, length) => product * Number(length), 1);
