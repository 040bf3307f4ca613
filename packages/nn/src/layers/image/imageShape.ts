import { show, type Shape } from '../../shape.ts';

/**
 * Height, width and channels of a layer's input without the batch axis.
 *
 * @throws RangeError for any other shape, naming the layer.
 */
export function imageShape(layer: string, shape: Shape): [number, number, number] {
  if (shape.length !== 3) {
    throw new RangeError(
      `${layer}: the input must have the shape [height, width, channels], but got ${show(shape)}`,
    );
  }
  return [shape[0], shape[1], shape[2]];
}
