import type { FrameProtocol } from '../presets/preset.ts';

/** How one sample of a batch runs through time. */
export interface Unroll {
  readonly direction: 1 | -1;
  /** Frames per integrator step: 1, or 2 at double speed. */
  readonly stride: 1 | 2;
}

/**
 * Index, among the input frames, of the one whose state is inferred.
 *
 * @example
 * import { stateFrame } from '@hgn/model';
 *
 * console.log(stateFrame({ stateAt: 'middle' }, 5)); // 2
 */
export function stateFrame(protocol: Pick<FrameProtocol, 'stateAt'>, inputFrames: number): number {
  switch (protocol.stateAt) {
    case 'first':
      return 0;
    case 'middle':
      return Math.floor((inputFrames - 1) / 2);
    case 'last':
      return inputFrames - 1;
  }
}

/**
 * Directions and strides of a batch: the first samples go backward, and within each direction the first go at
 * double speed, so that every combination has its share in every batch.
 */
export function unrollsFor(protocol: FrameProtocol, batchSize: number): Unroll[] {
  const backward = Math.round(batchSize * protocol.backwardFraction);
  const share = (count: number): number => Math.round(count * protocol.doubleSpeedFraction);
  return Array.from({ length: batchSize }, (_, i) => {
    const isBackward = i < backward;
    const rank = isBackward ? i : i - backward;
    const fast = share(isBackward ? backward : batchSize - backward);
    return { direction: isBackward ? -1 : 1, stride: rank < fast ? 2 : 1 };
  });
}

/**
 * Frames a sequence must have for the protocol: the inputs and the longest unroll from the inferred state.
 *
 * @example
 * import { framesNeeded, presets } from '@hgn/model';
 *
 * console.log(framesNeeded(presets.quickstart.protocol, 5)); // 61
 */
export function framesNeeded(protocol: FrameProtocol, inputFrames: number): number {
  const at = stateFrame(protocol, inputFrames);
  const reach = protocol.steps * (protocol.doubleSpeedFraction > 0 ? 2 : 1);
  const forward = protocol.backwardFraction < 1 ? Math.max(inputFrames, at + reach + 1) : inputFrames;
  const backward =
    protocol.backwardFraction > 0 ? Math.max(inputFrames, reach + inputFrames - at) : inputFrames;
  return Math.max(forward, backward);
}

/**
 * The farthest integrator step whose frame is explained at a step of the training: `protocol.steps` once the share
 * `protocol.horizonGrowth` of the training is over, and a part of it before that grows linearly from a tenth. A
 * model that must explain far frames before near ones is slow to leave the mean frame.
 *
 * @param progress share of the training that is over, in [0, 1)
 * @example
 * import { horizonAt, presets } from '@hgn/model';
 *
 * const { protocol } = presets['paper-small']; // grows over the first fifth
 * console.log(horizonAt(protocol, 0), horizonAt(protocol, 0.1), horizonAt(protocol, 0.2)); // 5, 16, 29
 */
export function horizonAt(protocol: FrameProtocol, progress: number): number {
  const { steps, horizonGrowth } = protocol;
  const share = progress < horizonGrowth ? 0.1 + (0.9 * progress) / horizonGrowth : 1;
  // Every decoded frame needs a step of its own.
  return Math.max(decodedFrames(protocol) - 1, Math.round(share * steps));
}

/** Frames decoded per sample under a protocol. */
export function decodedFrames(protocol: Pick<FrameProtocol, 'steps' | 'framesPerSample'>): number {
  const all = protocol.steps + 1;
  return protocol.framesPerSample === 'all' ? all : Math.min(protocol.framesPerSample, all);
}

/** First and last frame at which the inputs of such an unroll may begin in a sequence of `length` frames. */
export function startRange(
  unroll: Unroll,
  protocol: FrameProtocol,
  inputFrames: number,
  length: number,
): { readonly first: number; readonly last: number } {
  const at = stateFrame(protocol, inputFrames);
  const reach = protocol.steps * unroll.stride;
  return unroll.direction === 1
    ? { first: 0, last: Math.min(length - inputFrames, length - 1 - reach - at) }
    : { first: Math.max(0, reach - at), last: length - inputFrames };
}
