import type * as tf from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Node } from '../../../graph/graph.ts';
import { rule, type KernelRule } from '../rule.ts';
import { bilinear, nearest } from './sampling.ts';

type FillMode = tf.TransformAttrs['fillMode'];

/** Where a place beyond the image of that length is found in it; the place itself with constant filling. */
function mapped(build: GraphBuilder, place: Node, length: number, mode: FillMode): Node {
  const scalar = (value: number) => build.fill(value, []);
  const plus = (x: Node, value: number) => build.add(x, scalar(value));
  const minusFrom = (value: number, x: Node) => build.binary('Sub', scalar(value), x);
  const times = (x: Node, value: number) => build.mul(x, scalar(value));
  const periods = (x: Node, period: number) => build.unary('Floor', build.binary('Div', x, scalar(period)));
  const choose = (op: 'Less' | 'Greater' | 'GreaterEqual', x: Node, bound: number, yes: Node, no: Node) =>
    build.select(build.compare(op, x, scalar(bound)), yes, no);
  const clipped = (x: Node) => build.node('Clip', [x], { min: 0, max: length - 1 }, x.shape, x.dtype);
  if (mode === 'constant') return place;
  if (mode === 'nearest' || length <= 1) return clipped(place);
  const back = build.unary('Neg', place);
  if (mode === 'wrap') {
    const before = build.add(place, times(plus(periods(back, length - 1), 1), length));
    const after = build.binary('Sub', place, times(periods(place, length - 1), length));
    return clipped(choose('Less', place, 0, before, choose('Greater', place, length - 1, after, place)));
  }
  // The edge pixel is seen twice: a b c | c b a
  const twice = 2 * length;
  const before = build.add(place, times(periods(back, twice), twice));
  const after = build.binary('Sub', place, times(periods(place, twice), twice));
  const left = choose('Less', before, -length, plus(before, twice), minusFrom(-1, before));
  const right = choose('GreaterEqual', after, length, minusFrom(twice - 1, after), after);
  return clipped(choose('Less', place, 0, left, right));
}

/** Images seen through projective maps [1 or N, 8] from output to input places. */
function transform(
  build: GraphBuilder,
  image: Node,
  transforms: Node,
  { interpolation, fillMode, fillValue, outputShape }: tf.TransformAttrs,
): Node {
  const [n, h, w] = image.shape;
  const [rows, columns] = outputShape ?? [h, w];
  const maps = transforms.shape[0];
  const count = (length: number, shape: readonly number[]) =>
    build.constant(Float32Array.from({ length }, (_, i) => i), shape, 'float32'); // oxfmt-ignore
  const [outY, outX] = [count(rows, [rows, 1]), count(columns, [columns])];
  const coefficient = (i: number) => build.reshape(build.slice(transforms, [0, i], [maps, 1]), [maps, 1, 1]);
  const plane = (i: number, offset: Node) =>
    build.add(build.add(build.mul(coefficient(i), outX), build.mul(coefficient(i + 1), outY)), offset);
  const projection = plane(6, build.fill(1, []));
  const usable = build.compare('NotEqual', projection, build.fill(0, []));
  const along = (i: number, length: number) => {
    const place = build.binary('Div', plane(i, coefficient(i + 2)), projection);
    return mapped(build, build.select(usable, place, build.fill(0, [])), length, fillMode);
  };
  const batch = build.constant(Int32Array.from({ length: n }, (_, i) => i), [n, 1, 1], 'int32'); // oxfmt-ignore
  const places = { batch, y: along(3, h), x: along(0, w), usable };
  const sample = interpolation === 'bilinear' ? bilinear : nearest;
  return sample(build, image, places, fillValue);
}

/** Images turned about their centre: which pixel shows where depends on the attributes alone. */
function rotate(
  build: GraphBuilder,
  image: Node,
  { radians, fillValue, center }: tf.RotateWithOffsetAttrs,
): Node {
  const [n, h, w, c] = image.shape;
  const [centerX, centerY] = backend_util.getImageCenter(center, h, w);
  const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
  const picks = Int32Array.from({ length: h * w }, (_, at) => {
    const [dx, dy] = [(at % w) - centerX, Math.floor(at / w) - centerY];
    const column = Math.round(dx * cosine - dy * sine + centerX);
    const row = Math.round(dx * sine + dy * cosine + centerY);
    return column >= 0 && column < w && row >= 0 && row < h ? row * w + column : h * w;
  });
  // The fourth channel is opacity where the filling has a colour.
  const opaque = 255;
  const filling = Float32Array.from({ length: c }, (_, channel) =>
    typeof fillValue === 'number' ? fillValue : channel === 3 ? opaque : fillValue[channel],
  );
  const beyond = build.broadcastTo(build.constant(filling, [1, 1, c], 'float32'), [n, 1, c]);
  const pixels = build.concat([build.reshape(image, [n, h * w, c]), beyond], 1);
  const turned = build.node(
    'Gather',
    [pixels, build.constant(picks, [h * w], 'int32')],
    { axis: 1 },
    [n, h * w, c],
    image.dtype,
  );
  return build.reshape(turned, image.shape);
}

/** Kernels that move the pixels of images along maps of the plane. */
export const warpKernels: Record<string, KernelRule> = {
  Transform: rule<tf.TransformAttrs>((build, { image, transforms }, attributes) =>
    transform(build, image, transforms, attributes),
  ),
  RotateWithOffset: rule<tf.RotateWithOffsetAttrs>((build, { image }, attributes) =>
    rotate(build, image, attributes),
  ),
};
