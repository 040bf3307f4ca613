/** The sizes of an array along each of its axes; for layers, without the batch axis. */
export type Shape = readonly number[];

/** The number of elements of an array of this shape. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape for an error message, as `[32, 32, 3]`. */
export function show(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
