import type { NdArray } from '@hgn/autodiff';
import { normal, type Key } from '@hgn/nn';
import type { DynamicsModel } from '../architecture/model.ts';

/**
 * Draws z from the prior N(0, I), [count, ...latentShape]; `generator.state` makes states of them, for films of
 * things that never were. The same key gives the same z.
 *
 * How good such films are tells how well the posterior was drawn to the prior: a small weight of the KL term leaves
 * holes in it. `fitStateDensity` and `drawStates` make films like those of the training all the same.
 *
 * @throws Error when count is not an integer of at least 1
 * @example
 * import { createModel, presets, samplePrior } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * console.log(samplePrior(createModel(presets.quickstart.model), key(7), 4).shape); // [4, 32]
 */
export function samplePrior(model: Pick<DynamicsModel, 'latentShape'>, key: Key, count: number): NdArray {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new Error(`samplePrior: count must be an integer of at least 1, but got ${count}`);
  }
  return normal(key, [count, ...model.latentShape]);
}
