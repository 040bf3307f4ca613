/** One spatial axis of a sliding window: what tfjs' pooling and convolution infos say about it. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBefore: number;
}

/** The input index under each element of each window of one axis; undefined where it lies in the padding. */
export function windowsOf({
  input,
  output,
  size,
  stride,
  dilation,
  padBefore,
}: WindowAxis): (number | undefined)[][] {
  return Array.from({ length: output }, (_, o) =>
    Array.from({ length: size }, (_, k) => {
      const index = o * stride - padBefore + k * dilation;
      return index >= 0 && index < input ? index : undefined;
    }),
  );
}

/**
 * The windows of several axes together: for each output place (row-major) the row-major input place under each
 * element of its window, `outside` where that lies in the padding.
 */
export function windowTable(axes: readonly WindowAxis[], outside: number): number[][] {
  return axes
    .map(windowsOf)
    .reduce<number[][]>(
      (table, windows, axis) =>
        table.flatMap((places) =>
          windows.map((window) =>
            places.flatMap((place) =>
              window.map((index) =>
                place === outside || index === undefined ? outside : place * axes[axis].input + index,
              ),
            ),
          ),
        ),
      [[0]],
    );
}
