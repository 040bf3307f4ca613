import type { NdArray } from '@hgn/autodiff';
import type { DynamicsModel, ModelParameters } from '../architecture/model.ts';

/**
 * The period of what drives a model by the clock, as learnt, in the data's unit of time; nothing where no clock does.
 *
 * @param parameters as arrays: `trainer.unravelArrays` gives them
 * @example
 * import { createModel, drivePeriod, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const model = createModel(presets.quickstart.model);
 * console.log(drivePeriod(model, model.init(key(0)))); // undefined: nothing drives it
 */
export function drivePeriod(
  { config: { dynamics: config } }: Pick<DynamicsModel, 'config'>,
  { dynamics }: Pick<ModelParameters<NdArray>, 'dynamics'>,
): number | undefined {
  const drive = 'drive' in config ? config.drive : undefined;
  if (drive?.by !== 'clock') return undefined;
  const { slowness } = (dynamics as { readonly drive: { readonly slowness: NdArray } }).drive;
  return drive.period * Math.exp(slowness.data[0]);
}
