import { createModel } from '../architecture/model.ts';
import { decodedFrames } from '../data/protocol.ts';
import type { Preset } from './preset.ts';

/**
 * Multiply-adds of one training step: three forward evaluations (values, gradients by inputs, gradients by weights) of
 * every part for every sample; twice that in floating-point operations.
 *
 * @example
 * import { multiplyAdds, presets } from '@hgn/model';
 *
 * console.log(`${((2 * multiplyAdds(presets.paper)) / 1e9).toFixed(0)} GFLOP`); // 320 GFLOP
 */
export function multiplyAdds({
  model,
  protocol,
  training,
}: Pick<Preset, 'model' | 'protocol' | 'training'>): number {
  const { encoder, stateTransformer, dynamicsPerFrame, decoderPerFrame } = createModel(model).macs;
  const perSample =
    encoder +
    stateTransformer +
    protocol.steps * dynamicsPerFrame +
    decodedFrames(protocol) * decoderPerFrame;
  return 3 * perSample * training.batchSize;
}
