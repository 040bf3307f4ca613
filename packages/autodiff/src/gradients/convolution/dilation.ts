import * as tf from '@tensorflow/tfjs-core';

type Dilations = number | readonly number[] | null | undefined;

/** One dilation for each spatial axis of a filter [...spatial, input channels, output channels]. */
function perAxis(dilations: Dilations, rank: number): readonly number[] {
  return Array.isArray(dilations)
    ? (dilations as readonly number[])
    : new Array<number>(rank - 2).fill((dilations as number | null | undefined) ?? 1);
}

/** Whether a convolution skips input elements between the taps of its filter. */
export function isDilated(dilations: Dilations): boolean {
  return perAxis(dilations, 3).some((dilation) => dilation > 1);
}

/** The filter with zeros between its taps: dilated convolution as an ordinary one. */
export function dilateFilter(filter: tf.Tensor, dilations: Dilations): tf.Tensor {
  return perAxis(dilations, filter.rank).reduce((spread, dilation, axis) => {
    const { shape } = spread;
    const behindTap = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
    const zeros = behindTap.map((_, i): [number, number] => (i === axis + 1 ? [0, dilation - 1] : [0, 0]));
    const merged = shape.map((length, i) => (i === axis ? length * dilation : length));
    const padded = tf.reshape(tf.pad(tf.reshape(spread, behindTap), zeros), merged);
    const kept = shape.map((length, i) => (i === axis ? (length - 1) * dilation + 1 : length));
    return tf.slice(
      padded,
      shape.map(() => 0),
      kept,
    );
  }, filter);
}

/** The taps of a filter that {@link dilateFilter} spread out, to `shape`: its transpose. */
export function undilateFilter(spread: tf.Tensor, shape: readonly number[], dilations: Dilations): tf.Tensor {
  return perAxis(dilations, spread.rank).reduce((taps, dilation, axis) => {
    const current = taps.shape;
    const fill = current.map((_, i): [number, number] => (i === axis ? [0, dilation - 1] : [0, 0]));
    const split = [...current.slice(0, axis), shape[axis], dilation, ...current.slice(axis + 1)];
    const groups = tf.reshape(tf.pad(taps, fill), split);
    const first = split.map((length, i) => (i === axis + 1 ? 1 : length));
    const result = current.map((length, i) => (i === axis ? shape[axis] : length));
    return tf.reshape(
      tf.slice(
        groups,
        split.map(() => 0),
        first,
      ),
      result,
    );
  }, spread);
}
