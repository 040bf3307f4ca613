import type { SvgNode } from '../src/index.ts';

/** A point that a figure draws at, in the coordinates of its viewBox, and where it comes from. */
export interface DrawnPoint {
  readonly x: number;
  readonly y: number;
  readonly from: string;
}

/** All elements of a tree, the root first. */
export function elements(node: SvgNode): readonly SvgNode[] {
  return [node, ...node.children.flatMap((child) => (typeof child === 'string' ? [] : elements(child)))];
}

/** The elements with a tag. */
export function byTag(node: SvgNode, tag: string): readonly SvgNode[] {
  return elements(node).filter((each) => each.tag === tag);
}

/** All text of a figure, one entry a text element. */
export function texts(node: SvgNode): readonly string[] {
  return byTag(node, 'text').map((each) =>
    each.children.filter((child) => typeof child === 'string').join(''),
  );
}

/** Every coordinate of lines, paths, circles, rectangles, images and text anchors. */
export function drawnPoints(node: SvgNode, dx = 0, dy = 0): readonly DrawnPoint[] {
  const move = /translate\(([-\d.e+]+) ([-\d.e+]+)\)/.exec(String(node.attributes.transform ?? ''));
  const [x0, y0] = [dx + Number(move?.[1] ?? 0), dy + Number(move?.[2] ?? 0)];
  const inner = node.children.flatMap((child) =>
    typeof child === 'string' ? [] : drawnPoints(child, x0, y0),
  );
  return [...own(node).map(({ x, y, from }) => ({ x: x + x0, y: y + y0, from })), ...inner];
}

function own(node: SvgNode): readonly DrawnPoint[] {
  const { attributes, tag } = node;
  const number = (name: string): number => Number(attributes[name] ?? 0);
  const point = (x: number, y: number): DrawnPoint => ({
    x,
    y,
    from: `${tag} ${JSON.stringify(attributes)}`,
  });
  switch (tag) {
    case 'line':
      return [point(number('x1'), number('y1')), point(number('x2'), number('y2'))];
    case 'circle':
      return [point(number('cx'), number('cy'))];
    case 'text':
      return [point(number('x'), number('y'))];
    case 'rect':
      if (attributes.width === '100%') return [];
      return [
        point(number('x'), number('y')),
        point(number('x') + number('width'), number('y') + number('height')),
      ];
    case 'image':
      return [
        point(number('x'), number('y')),
        point(number('x') + number('width'), number('y') + number('height')),
      ];
    case 'path':
      return pathPoints(String(attributes.d)).map(([x, y]) => point(x, y));
    default:
      return [];
  }
}

/** The points of path data made of absolute M, L and Z; anything else is an error, so that nothing goes unchecked. */
export function pathPoints(data: string): readonly (readonly [number, number])[] {
  const points: [number, number][] = [];
  for (const [, command = '', rest = ''] of data.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    if (command === 'Z') continue;
    if (command !== 'M' && command !== 'L')
      throw new Error(`pathPoints: unknown command ${command} in ${data}`);
    const [x, y, ...more] = rest.split(/[ ,]/).map(Number);
    if (x === undefined || y === undefined || more.length > 0)
      throw new Error(`pathPoints: bad point ${rest}`);
    points.push([x, y]);
  }
  return points;
}

/** The points that are not finite or lie outside the viewBox of the figure. */
export function outside(figure: SvgNode): readonly DrawnPoint[] {
  const [, , width = NaN, height = NaN] = String(figure.attributes.viewBox).split(' ').map(Number);
  const inside = (value: number, limit: number): boolean => value >= -0.01 && value <= limit + 0.01;
  return drawnPoints(figure).filter(({ x, y }) => !inside(x, width) || !inside(y, height));
}
