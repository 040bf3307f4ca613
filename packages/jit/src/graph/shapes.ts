import type { Shape } from './graph.ts';

/** The shape that both broadcast to, by NumPy's rules. Throws RangeError where they do not. */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    shape.forEach((length, axis) => {
      if (length === 1) return;
      const sofar = result[offset + axis];
      if (sofar !== 1 && sofar !== length) {
        throw new RangeError(
          `broadcastShapes: shapes must agree or be 1 on every axis, but got ${shapes.map((s) => `[${s.join()}]`).join(' and ')}`,
        );
      }
      result[offset + axis] = length;
    });
  }
  return result;
}

/** The shape without the given axes. */
export function withoutAxes(shape: Shape, axes: readonly number[]): number[] {
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Negative axes counted from the end, sorted, without duplicates; undefined or null means all. */
export function normaliseAxes(axes: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  return [...new Set(list.map((axis) => (axis < 0 ? axis + rank : axis)))].sort((a, b) => a - b);
}

/** Distance in elements between neighbours on each axis of a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The permutation that undoes this one. */
export function inversePermutation(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((from, to) => (inverse[from] = to));
  return inverse;
}

export const isIdentityPermutation = (permutation: readonly number[]) =>
  permutation.every((from, to) => from === to);
