import { foldIn, key, permutation, uniform } from '@hgn/nn';
import type { PlainObject } from '../../config/overrides.ts';
import { UsageError } from '../../errors.ts';
import { mostTrials } from '../../experiment/plan.ts';
import type { Dimension, Search } from './schema.ts';

/** One point of a search: the values of its keys, by path. */
export type Point = Readonly<Record<string, unknown>>;

/**
 * The points of a search, in the order in which they are tried; the same for the same seed.
 *
 * `random`, `successive-halving` and `asha` draw independently; `latin-hypercube` cuts every range into as many parts as
 * there are points and takes one of each (McKay, Beckman, Conover 1979, doi:10.2307/1268522); `grid` combines all values.
 *
 * @throws UsageError for a grid of more points than a sweep may have
 */
export function pointsOf(search: Search): Point[] {
  const names = Object.keys(search.over);
  if (search.method === 'grid') return gridOf(search);
  const count = search.trials ?? 1;
  const source = key(search.seed ?? 0);
  const places = names.map((name) => {
    const own = foldIn(source, name);
    const draws = uniform(foldIn(own, 'place'), [count]).data;
    if (search.method !== 'latin-hypercube') return draws;
    const cells = permutation(foldIn(own, 'cell'), count);
    return Float64Array.from(cells, (cell, i) => (cell + draws[i]) / count);
  });
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(names.map((name, axis) => [name, valueAt(search.over[name], places[axis][i])])),
  );
}

/** The value at a place from 0 to below 1 of a range or of choices. */
export function valueAt(dimension: Dimension, place: number): unknown {
  if ('choices' in dimension) {
    const { choices } = dimension;
    return choices[Math.min(Math.floor(place * choices.length), choices.length - 1)];
  }
  const { from, to, scale = 'linear', whole = false } = dimension;
  // Half a whole number beyond both ends, so that each end is drawn as often as what lies between.
  const [low, high] = whole
    ? [Math.max(from - 0.5, scale === 'log' ? from / 2 : -Infinity), to + 0.5]
    : [from, to];
  const value = scale === 'log' ? low * (high / low) ** place : low + (high - low) * place;
  return whole ? Math.min(Math.max(Math.round(value), from), to) : Number(value.toPrecision(6));
}

function gridOf({ over }: Search): Point[] {
  const axes = Object.entries(over).map(([name, dimension]) => ({ name, values: gridValues(dimension) }));
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > mostTrials) {
    throw new UsageError(
      `search: the grid has ${count} points, but at most ${mostTrials} are tried; name fewer points`,
    );
  }
  return axes.reduce<Point[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

function gridValues(dimension: Dimension): readonly unknown[] {
  if ('choices' in dimension) return dimension.choices;
  const { from, to, scale, whole, points = 3 } = dimension;
  const values = Array.from({ length: points }, (_, i) => {
    const share = points === 1 ? 0.5 : i / (points - 1);
    const value = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
    return whole === true ? Math.round(value) : Number(value.toPrecision(6));
  });
  return [...new Set(values)];
}

/** A point as nested values of a configuration. */
export function valuesOf(point: Point): PlainObject {
  const values: PlainObject = {};
  for (const [name, value] of Object.entries(point)) {
    const path = name.split('.');
    let at = values;
    for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as PlainObject;
    at[path[path.length - 1]] = value;
  }
  return values;
}
