import { entries, integer, member, number, numbers, optional, refuse, type Field } from './fields.ts';
import { range } from './range.ts';
import type { ModelStatistics } from './types.ts';

/** Reads the statistics of test frames, for z of so many numbers and states of so many. */
export function readStatistics(
  field: Field,
  { latentSize, stateSize }: { readonly latentSize: number; readonly stateSize: number },
): ModelStatistics {
  const z = member(field, 'z');
  const energy = optional(member(field, 'energy'), range);
  const error = member(field, 'reconstructionError');
  const median = notNegative(member(error, 'median'));
  return {
    states: integer(member(field, 'states'), 1, Number.MAX_SAFE_INTEGER),
    z: {
      mean: numbers(member(z, 'mean'), latentSize),
      deviation: entries(member(z, 'deviation'), latentSize).map(notNegative),
    },
    q: bounds(member(field, 'q'), stateSize),
    p: bounds(member(field, 'p'), stateSize),
    ...(energy && { energy }),
    reconstructionError: {
      median,
      percentile99: number(member(error, 'percentile99'), `at least ${median}`, (value) => value >= median),
    },
  };
}

const notNegative = (field: Field): number =>
  number(field, 'a number that is not negative', (value) => value >= 0);

function bounds(field: Field, size: number): ModelStatistics['q'] {
  const minimum = numbers(member(field, 'minimum'), size);
  const maximum = numbers(member(field, 'maximum'), size);
  const crossed = maximum.findIndex((value, i) => value < minimum[i]);
  if (crossed >= 0) {
    const path = `${field.path}.maximum[${crossed}]`;
    refuse({ value: maximum[crossed], path }, `at least ${minimum[crossed]}`);
  }
  return { minimum, maximum };
}
