import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Node } from '../../../graph/graph.ts';

/** Where pixels of images [N,H,W,C] are looked for: nodes that broadcast to [B,R,S], real rows and columns. */
export interface Places {
  /** Which image; int32, 0 to N - 1. */
  readonly batch: Node;
  readonly y: Node;
  readonly x: Node;
  /** False where there is nothing to look for. */
  readonly usable: Node;
}

const scalar = (build: GraphBuilder, value: number) => build.fill(value, []);
const integer = (build: GraphBuilder, value: number) => build.fill(value, [], 'int32');

/** True where lower <= x <= upper. */
export function between(build: GraphBuilder, x: Node, lower: number, upper: number): Node {
  return build.compare(
    'And',
    build.compare('GreaterEqual', x, scalar(build, lower)),
    build.compare('LessEqual', x, scalar(build, upper)),
  );
}

/** Pixels [B,R,S,C] at whole rows and columns (float32), `outside` where there is none. */
function pixels(build: GraphBuilder, image: Node, { batch, y, x, usable }: Places, outside: number): Node {
  const [n, h, w, c] = image.shape;
  const list = build.pad(build.reshape(image, [n * h * w, c]), [0, 0], [1, 0], outside);
  const inside = [between(build, y, 0, h - 1), between(build, x, 0, w - 1)].reduce(
    (all, part) => build.compare('And', all, part),
    usable,
  );
  // Only numbers in range are converted: what a cast makes of others differs between runtimes.
  const whole = (place: Node) => build.cast(build.select(inside, place, scalar(build, 0)), 'int32');
  const row = build.add(build.mul(batch, integer(build, h)), whole(y));
  const index = build.add(build.mul(row, integer(build, w)), whole(x));
  const picked = build.select(inside, index, integer(build, n * h * w));
  return build.node('Gather', [list, picked], { axis: 0 }, [...picked.shape, c], image.dtype);
}

/** The pixel at the nearest row and column, halves rounded up. */
export function nearest(build: GraphBuilder, image: Node, places: Places, outside: number): Node {
  const rounded = (place: Node) => {
    const below = build.unary('Floor', place);
    const up = build.compare('GreaterEqual', build.binary('Sub', place, below), scalar(build, 0.5));
    return build.add(below, build.cast(up, 'float32'));
  };
  return pixels(build, image, { ...places, y: rounded(places.y), x: rounded(places.x) }, outside);
}

/** Between four pixels, each `outside` where there is none. */
export function bilinear(build: GraphBuilder, image: Node, places: Places, outside: number): Node {
  const one = scalar(build, 1);
  const [top, left] = [build.unary('Floor', places.y), build.unary('Floor', places.x)];
  const at = (y: Node, x: Node) => pixels(build, image, { ...places, y, x }, outside);
  const beside = (place: Node, below: Node) => {
    const share = build.binary('Sub', place, below);
    return build.reshape(share, [...share.shape, 1]);
  };
  const mix = (a: Node, b: Node, share: Node) => build.add(a, build.mul(build.binary('Sub', b, a), share));
  const row = (y: Node) => mix(at(y, left), at(y, build.add(left, one)), beside(places.x, left));
  return mix(row(top), row(build.add(top, one)), beside(places.y, top));
}
