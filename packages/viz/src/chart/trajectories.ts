import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import type { Run } from './lines.ts';

/** A ring at the start and one to three arrow heads along the way, by the length of the path. */
export function directionMarks(
  found: readonly Run[],
  name: string,
  arrows: boolean,
  inside = 'background',
): readonly SvgNode[] {
  const start = found[0]?.[0];
  if (start === undefined) return [];
  const ring = svgNode('circle', {
    cx: start[0],
    cy: start[1],
    r: 3.25,
    fill: paint(inside),
    stroke: paint(name),
    'stroke-width': 1.75,
  });
  if (!arrows) return [ring];
  const heads = found.flatMap((run) => {
    const length = pathLength(run);
    if (length < 24) return [];
    const count = Math.max(1, Math.min(3, Math.floor(length / 160)));
    return Array.from({ length: count }, (_, k) => arrowHead(run, (length * (k + 0.5)) / count, name));
  });
  return [...heads.flat(), ring];
}

function pathLength(run: Run): number {
  let length = 0;
  for (let i = 1; i < run.length; i++) length += distance(run[i - 1], run[i]);
  return length;
}

function distance(
  a: readonly [number, number] | undefined,
  b: readonly [number, number] | undefined,
): number {
  return a === undefined || b === undefined ? 0 : Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** A filled triangle on the path at the given distance from its start, along the local direction. */
function arrowHead(run: Run, at: number, name: string): readonly SvgNode[] {
  let walked = 0;
  for (let i = 1; i < run.length; i++) {
    const [a, b] = [run[i - 1], run[i]];
    const step = distance(a, b);
    if (a !== undefined && b !== undefined && step > 0 && walked + step >= at) {
      const share = (at - walked) / step;
      const [x, y] = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
      const angle = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
      return [
        svgNode('path', {
          d: 'M6,0L-4,4.2L-2.2,0L-4,-4.2Z',
          transform: `translate(${r(x)} ${r(y)}) rotate(${r(angle)})`,
          fill: paint(name),
        }),
      ];
    }
    walked += step;
  }
  return [];
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}
