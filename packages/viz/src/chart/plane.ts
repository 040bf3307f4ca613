import { formatNumber } from '../scale/format.ts';
import { makeScale, type Scale } from '../scale/scale.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint, ramps } from '../theme/palette.ts';
import type { EndLabel } from './labels.ts';
import { textNode } from './layout.ts';
import type { Numbers } from './lines.ts';

/** Data of a plane: horizontal and vertical coordinates, as many of each. */
export interface PlaneData {
  readonly q: Numbers;
  readonly p: Numbers;
}

/** What of a plane is shown. */
export interface PlaneOptions {
  /** Interval of the horizontal axis; default: fits the data. */
  readonly qDomain?: readonly [number, number] | undefined;
  /** Interval of the vertical axis; default: fits the data. */
  readonly pDomain?: readonly [number, number] | undefined;
  /** Whether one unit is as long on both axes; default false. */
  readonly equalUnits?: boolean | undefined;
}

/** Checks that every set has one p a q. */
export function checkPlane(
  name: string,
  sets: readonly (PlaneData & { readonly label?: string | undefined })[],
  what: string,
): void {
  for (const { q, p, label } of sets) {
    if (q.length !== p.length) {
      throw new RangeError(
        `${name}: q and p must have the same length, but ${label ?? what} has ${q.length} and ${p.length}; pass one p per q`,
      );
    }
  }
}

/** How many points of a set cannot be drawn. */
export function countGaps({ q, p }: PlaneData): number {
  return Array.from(q).filter((value, index) => !Number.isFinite(value) || !Number.isFinite(p[index])).length;
}

/** The scales that a plane needs for its data. */
export function planeScales(sets: readonly PlaneData[], options: PlaneOptions): readonly [Scale, Scale] {
  const qs = sets.flatMap(({ q }) => Array.from(q));
  const ps = sets.flatMap(({ p }) => Array.from(p));
  const fit = { padding: 0.07, tickCount: 5 };
  const q = makeScale(qs, { ...fit, domain: options.qDomain });
  const p = makeScale(ps, { ...fit, domain: options.pDomain });
  if (options.equalUnits !== true) return [q, p];
  const half = Math.max(q.domain[1] / 2 - q.domain[0] / 2, p.domain[1] / 2 - p.domain[0] / 2);
  const around = ([low, high]: readonly [number, number]): [number, number] => {
    const middle = low / 2 + high / 2;
    return [middle - half, middle + half];
  };
  if (![...around(q.domain), ...around(p.domain)].every(Number.isFinite)) return [q, p];
  return [
    makeScale([], { ...fit, domain: around(q.domain) }),
    makeScale([], { ...fit, domain: around(p.domain) }),
  ];
}

/** The drawn point of a set that lies farthest right, for its label. */
export function rightmost(q: Numbers, p: Numbers, x: Scale, y: Scale): EndLabel['point'] | undefined {
  let best: EndLabel['point'] | undefined;
  for (let index = 0; index < q.length; index++) {
    const point = { x: x.position(q[index] ?? NaN), y: y.position(p[index] ?? NaN) };
    if (Number.isFinite(point.x) && Number.isFinite(point.y) && (best === undefined || point.x > best.x))
      best = point;
  }
  return best;
}

/** The key of the ordered colours: low number, the seven steps, high number; right edge at x. */
export function levelKey(
  label: string,
  levels: readonly [number, number],
  right: number,
  y: number,
): readonly SvgNode[] {
  const high = formatNumber(levels[1]);
  const steps = ramps.light.length;
  const width = 9;
  const from = right - high.length * 6.5 - 5 - steps * width;
  return [
    textNode(`${label} ${formatNumber(levels[0])}`, from - 5, y, { size: 11, anchor: 'end' }),
    ...ramps.light.map((_, step) =>
      svgNode('rect', { x: from + step * width, y: y - 8, width, height: 8, fill: paint(`ramp-${step}`) }),
    ),
    textNode(high, right, y, { size: 11, anchor: 'end' }),
  ];
}
