import { sizeOf, type Shape } from '../graph/graph.ts';

/** A stretch of memory that holds one value. */
export interface Storage {
  readonly place: 'arena' | 'constants' | 'input' | 'output';
  /** Which input or output; the offset among the constants. */
  readonly index: number;
  /** Numbers of 4 bytes. */
  readonly size: number;
}

/** A value as it lies in a storage: element (i, j, …) at offset + i·strides[0] + j·strides[1] + … */
export interface View {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
}

/** Strides of numbers that follow each other in the order of their indices. */
export function denseStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** A whole storage as a value of that shape. */
export const denseView = (storage: Storage, shape: Shape): View => ({
  storage,
  offset: 0,
  shape,
  strides: denseStrides(shape),
});

/** Whether the numbers follow each other. */
export function isDense({ shape, strides }: View): boolean {
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis];
  }
  return true;
}

/** Repeated along axes of length 1 and new leading axes. */
export function broadcastView(view: View, shape: Shape): View {
  const added = shape.length - view.shape.length;
  const strides = shape.map((length, axis) => {
    const own = axis - added;
    return own < 0 || (view.shape[own] === 1 && length !== 1) ? 0 : view.strides[own];
  });
  return { ...view, shape, strides };
}

export const transposeView = (view: View, permutation: readonly number[]): View => ({
  ...view,
  shape: permutation.map((axis) => view.shape[axis]),
  strides: permutation.map((axis) => view.strides[axis]),
});

export const sliceView = (
  view: View,
  begin: readonly number[],
  by: readonly number[],
  shape: Shape,
): View => ({
  ...view,
  offset: begin.reduce((offset, start, axis) => offset + start * view.strides[axis], view.offset),
  shape,
  strides: view.strides.map((stride, axis) => stride * by[axis]),
});

/** The same numbers in another shape, where no copy is needed for that. */
export function reshapeView(view: View, shape: Shape): View | undefined {
  if (sizeOf(shape) === 0 || isDense(view)) return { ...view, shape, strides: denseStrides(shape) };
  // Each axis of the one shape, or several that follow each other evenly, must be some of the other.
  const strides: number[] = [];
  const axes = mergedAxes([view.shape, view.strides]);
  let from = 0;
  let left = axes.length === 0 ? 1 : axes[0].length;
  for (const length of shape) {
    if (length === 1) {
      strides.push(0);
      continue;
    }
    while (left === 1 && from + 1 < axes.length) left = axes[++from].length;
    if (left % length !== 0) return undefined;
    left /= length;
    strides.push(axes[from].strides[0] * left);
  }
  return { ...view, shape, strides };
}

/** An axis of several arrays at once. */
export interface Axis {
  readonly length: number;
  /** By array. */
  readonly strides: readonly number[];
}

/** Axes without those of length 1, neighbours made one where that is the same to every array. */
export function mergedAxes([shape, ...strides]: readonly [Shape, ...(readonly number[])[]]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const own = strides.map((array) => array[axis]);
    const last = axes[axes.length - 1];
    if (axes.length > 0 && own.every((stride, array) => last.strides[array] === stride * length)) {
      axes[axes.length - 1] = { length: last.length * length, strides: own };
    } else axes.push({ length, strides: own });
  });
  return axes;
}
