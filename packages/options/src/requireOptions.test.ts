import { expect, expectTypeOf, test } from 'vitest';
import { pickOptions, requireOptions, type OptionNames } from './requireOptions.ts';

interface Options {
  readonly steps: number;
  readonly learningRate?: number;
}
const known: OptionNames<Options> = { steps: true, learningRate: true };
const said = (options: unknown): string => {
  try {
    requireOptions('fit', options as Options, known);
    return 'nothing';
  } catch (error) {
    return error instanceof TypeError ? error.message : 'another error';
  }
};

test('names that there are pass, also where they hold nothing', () => {
  expect(said({ steps: 1 })).toBe('nothing');
  expect(said({ steps: 1, learningRate: undefined })).toBe('nothing');
  expect(said({})).toBe('nothing');
});

test('a name that there is not is an error with the nearest one, by its letters or its initials', () => {
  const list = 'fit: options must be among steps, learningRate, but got';
  expect(said({ stpes: 1 })).toBe(`${list} stpes; did you mean steps?`);
  expect(said({ lr: 1e-3 })).toBe(`${list} lr; did you mean learningRate?`);
  expect(said({ momentum: 1 })).toBe(`${list} momentum; leave it out`);
  // Names that every object inherits are none of ours either.
  expect(said({ constructor: 1 })).toBe(`${list} constructor; leave it out`);
});

test('no options where some are needed, and what is no object, are told', () => {
  expect(said(undefined)).toBe('fit: options must be an object with steps, learningRate, but got none');
  expect(said(null)).toMatch(/got null$/);
  expect(said(100)).toMatch(/got number$/);
});

test('what another function takes is handed on, the rest is not', () => {
  const more = { steps: 3, learningRate: 0.1, seed: 1 };
  expect(pickOptions<Options>(more, known)).toEqual({ steps: 3, learningRate: 0.1 });
  expect(more).toEqual({ steps: 3, learningRate: 0.1, seed: 1 });
});

test('a list of names that lacks one does not compile', () => {
  expectTypeOf<{ steps: true }>().not.toExtend<OptionNames<Options>>();
  expectTypeOf<OptionNames<{ a: 1 } | { b?: 2 }>>().toEqualTypeOf<Readonly<Record<'a' | 'b', true>>>();
});
