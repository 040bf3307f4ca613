import { ndarray, type NdArray } from '@hgn/autodiff';
import type { DriveShape } from '../dynamics/types.ts';

/**
 * What a driven model is told where nothing is known of what drives it, [batch, steps, channels]: nothing pushes, and a clock
 * that begins at 0.
 *
 * @param dt time from one step to the next: one number, or one for every sample
 * @example
 * import { undrivenBy } from '@hgn/model';
 *
 * console.log(undrivenBy({ by: 'clock', channels: 1 }, { batch: 1, steps: 2, dt: 0.5 }).data); // times 0.25, 0.75
 */
export function undrivenBy(
  { by, channels }: DriveShape,
  {
    batch,
    steps,
    dt,
  }: { readonly batch: number; readonly steps: number; readonly dt: number | ArrayLike<number> },
): NdArray {
  const values = new Float32Array(batch * steps * channels);
  if (by === 'clock') {
    for (let b = 0; b < batch; b++) {
      const each = typeof dt === 'number' ? dt : dt[b];
      for (let k = 0; k < steps; k++) values[b * steps + k] = each * (k + 0.5);
    }
  }
  return ndarray(values, [batch, steps, channels]);
}
