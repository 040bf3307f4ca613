import type { Tensor } from '@tensorflow/tfjs-core';

/** Throws RangeError unless `value` is a whole number from `least` up. */
export function wholeNumber(what: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${what} must be a whole number from ${least} up, but got ${value}`);
  }
}

/** Throws RangeError unless `value` is finite and above 0. */
export function positive(what: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${what} must be a number above 0, but got ${value}`);
  }
}

/** Throws RangeError unless `x` is a batch of rows of `features` numbers. */
export function rowsOf(what: string, x: Tensor, features: number): void {
  if (x.rank !== 2 || x.shape[1] !== features) {
    throw new RangeError(
      `${what} must have the shape [batch, ${features}], but got [${x.shape.join(', ')}]; one row is one point`,
    );
  }
}

/** Throws unless a context is given exactly where one is needed, with the right number of columns. */
export function contextOf(owner: string, context: Tensor | undefined, columns: number): void {
  if (columns > 0) requiredContext(owner, context, columns);
  else if (context !== undefined) {
    throw new RangeError(
      `${owner}: there must be no context, but got one of shape [${context.shape.join(', ')}]; set the option context`,
    );
  }
}

/** The context of what cannot do without; throws if it is missing or has another number of columns. */
export function requiredContext(owner: string, context: Tensor | undefined, columns: number): Tensor {
  if (context === undefined) {
    throw new RangeError(
      `${owner}: needs a context of shape [batch, ${columns}], but got none; pass one row of context a point`,
    );
  }
  rowsOf(`${owner}: the context`, context, columns);
  return context;
}
