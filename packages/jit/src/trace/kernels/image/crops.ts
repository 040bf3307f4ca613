import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Node } from '../../../graph/graph.ts';
import { rule, type KernelRule } from '../rule.ts';
import { between, bilinear, nearest } from './sampling.ts';

/**
 * Places [B,length] along one axis of an image, from the box's first to its last edge, its middle if there is only one.
 * Weighing the edges makes the outer places exactly theirs: a step times a count can end beyond the image.
 */
function placesAlong(build: GraphBuilder, from: Node, to: Node, length: number, pixels: number): Node {
  const share = (entry: (t: number) => number) =>
    build.constant(
      Float32Array.from({ length }, (_, i) => entry(length > 1 ? i / (length - 1) : 0.5)),
      [length],
      'float32',
    );
  const place = build.add(
    build.mul(
      from,
      share((t) => 1 - t),
    ),
    build.mul(
      to,
      share((t) => t),
    ),
  );
  return build.mul(place, build.fill(pixels - 1, []));
}

/** Boxes of images, resized; zeros for a box of an image that there is not. */
function cropAndResize(
  build: GraphBuilder,
  image: Node,
  boxes: Node,
  boxInd: Node,
  { cropSize: [rows, columns], method, extrapolationValue }: tf.CropAndResizeAttrs,
): Node {
  const [n, h, w] = image.shape;
  const [count] = boxes.shape;
  const edge = (i: number) => build.slice(boxes, [0, i], [count, 1]);
  const y = build.reshape(placesAlong(build, edge(0), edge(2), rows, h), [count, rows, 1]);
  const x = build.reshape(placesAlong(build, edge(1), edge(3), columns, w), [count, 1, columns]);
  const box = build.reshape(build.cast(boxInd, 'int32'), [count, 1, 1]);
  const known = between(build, build.cast(box, 'float32'), 0, n - 1);
  const places = {
    batch: build.select(known, box, build.fill(0, [], 'int32')),
    y,
    x,
    usable: build.compare('And', between(build, y, 0, h - 1), between(build, x, 0, w - 1)),
  };
  const sample = method === 'nearest' ? nearest : bilinear;
  const crops = sample(build, build.cast(image, 'float32'), places, extrapolationValue);
  return build.select(build.reshape(known, [count, 1, 1, 1]), crops, build.fill(0, []));
}

/** Kernels that cut out parts of images. */
export const cropKernels: Record<string, KernelRule> = {
  CropAndResize: rule<tf.CropAndResizeAttrs>((build, { image, boxes, boxInd }, attributes) =>
    cropAndResize(build, image, boxes, boxInd, attributes),
  ),
};
