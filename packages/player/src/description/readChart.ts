import { entries, member, number, numbers, optional, refuse, type Field } from './fields.ts';
import type { AffineMap, Chart } from './types.ts';

/** Reads the chart of latent states of so many numbers, q and p together. */
export function readChart(field: Field, size: number): Chart {
  const principal = member(field, 'principal');
  const fraction = (entry: Field) => number(entry, 'a fraction from 0 to 1', (x) => x >= 0 && x <= 1);
  const notNegative = (entry: Field) => number(entry, 'a number that is not negative', (x) => x >= 0);
  const atMost1 = (entry: Field) => number(entry, 'a number of at most 1', (x) => x <= 1);
  const r2 = optional(member(field, 'r2'), atMost1);
  const gauge = optional(member(field, 'gauge'), (at) => readGauge(at, size));
  return {
    principal: {
      centre: numbers(member(principal, 'centre'), size),
      axes: entries(member(principal, 'axes'), 2).map((axis) => numbers(axis, size)),
      deviations: entries(member(principal, 'deviations'), 2).map(notNegative),
      explained: entries(member(principal, 'explained'), 2).map(fraction),
    },
    ...(r2 !== undefined && { r2 }),
    ...(gauge && { gauge }),
  };
}

function readGauge(field: Field, size: number): NonNullable<Chart['gauge']> {
  const toTruth = member(field, 'toTruth');
  const offset = entries(member(toTruth, 'offset'));
  if (offset.length < 2 || offset.length % 2 !== 0) {
    refuse(member(toTruth, 'offset'), 'an even number of numbers, those of q and then those of p');
  }
  return {
    toTruth: affineMap(toTruth, offset.length, size),
    fromTruth: affineMap(member(field, 'fromTruth'), size, offset.length),
    r2: number(member(field, 'r2'), 'a number of at most 1', (r2) => r2 <= 1),
    scale: number(member(field, 'scale')),
    defect: number(member(field, 'defect'), 'a number that is not negative', (defect) => defect >= 0),
  };
}

function affineMap(field: Field, rows: number, columns: number): AffineMap {
  return {
    matrix: entries(member(field, 'matrix'), rows).map((row) => numbers(row, columns)),
    offset: numbers(member(field, 'offset'), rows),
  };
}
