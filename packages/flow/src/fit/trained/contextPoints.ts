import { ndarray, type NdArray } from '@hgn/autodiff';
import type { Flow } from '../../flows/flow.ts';
import { pointsOf, type Samples } from '../training/samples.ts';

/** The context rows of a conditional flow, checked; undefined for one without. */
export function contextPoints(
  caller: string,
  flow: Flow,
  context: Samples | undefined,
  count: number,
): NdArray | undefined {
  if (flow.context === 0) {
    if (context !== undefined) {
      throw new RangeError(
        `${caller}: this flow takes no context, but got one; make it with the option context`,
      );
    }
    return undefined;
  }
  if (context === undefined) {
    throw new RangeError(
      `${caller}: this flow needs a context of ${flow.context} columns; pass it as the option context`,
    );
  }
  const rows = pointsOf(caller, context, flow.context, 'context');
  if (rows.shape[0] !== count) {
    throw new RangeError(
      `${caller}: there must be one row of context a point, but got ${rows.shape[0]} for ${count}`,
    );
  }
  return ndarray(Float32Array.from(rows.data), [...rows.shape]);
}
