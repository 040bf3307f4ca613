import { stateFrame } from '../data/protocol.ts';
import type { FrameProtocol } from '../presets/preset.ts';

/** A way of rolling from an inferred state: signed speed in units of the training time step. */
export interface Task {
  readonly name: 'forward' | 'backward' | 'doubleSpeed' | 'halfSpeed';
  readonly speed: 1 | -1 | 2 | 0.5;
}

/** The four ways a model is judged by. */
export const tasks: readonly Task[] = [
  { name: 'forward', speed: 1 },
  { name: 'backward', speed: -1 },
  { name: 'doubleSpeed', speed: 2 },
  { name: 'halfSpeed', speed: 0.5 },
];

/** Which frames of a sequence a task reads and which rollout step is held against which frame. */
export interface TaskFrames {
  /** Frame index of every encoder input. */
  readonly inputs: readonly number[];
  /** Frame that the inferred state belongs to. */
  readonly stateFrame: number;
  /** Frames from one rollout step to the next: negative backward, a half at half speed. */
  readonly framesPerStep: number;
  /** The input nearest to the predicted frames: what "repeat the last seen frame" repeats. */
  readonly lastSeen: number;
  /** Pairs of rollout step and frame index, unseen frames only. */
  readonly targets: readonly { readonly step: number; readonly frame: number }[];
}

/**
 * Lays a task out on sequences of `length` frames sampled `fineness` times per training time step.
 *
 * Only frames that the encoder did not see are targets: later than the last input when going forward, earlier
 * than the first when going backward. The rollout counts `horizon` frames from the first unseen one, or as many as
 * the sequence holds; steps that fall between two frames of the data are not judged. Backward ends at the first
 * frame where the sequence is long enough.
 *
 * @throws Error when not even one unseen frame fits
 * @example
 * import { layOutTask, presets, tasks } from '@hgn/model';
 *
 * const { protocol } = presets.quickstart;
 * const { inputs, targets } = layOutTask(tasks[1], { protocol, inputFrames: 5, length: 40, fineness: 1, horizon: 30 });
 * console.log(inputs, targets[0]); // frames 30 to 34, and frame 29
 */
export function layOutTask(
  task: Task,
  {
    protocol,
    inputFrames,
    length,
    fineness,
    horizon,
  }: {
    readonly protocol: Pick<FrameProtocol, 'stateAt'>;
    readonly inputFrames: number;
    readonly length: number;
    readonly fineness: number;
    readonly horizon: number;
  },
): TaskFrames {
  const forward = task.speed > 0;
  const span = (inputFrames - 1) * fineness;
  const framesPerStep = task.speed * fineness;
  const middle = stateFrame(protocol, inputFrames) * fineness;
  const unseenFrom = forward ? span - middle : middle;
  const firstUnseen = Math.floor(unseenFrom / Math.abs(framesPerStep)) + 1;
  // Not later than the frames back to the beginning ask for: both directions are judged on the same stretch.
  const reach = (firstUnseen + horizon - 1) * Math.abs(framesPerStep);
  const start = forward ? 0 : Math.min(Math.max(0, reach - middle), length - 1 - span);
  const inputs = Array.from({ length: inputFrames }, (_, k) => start + k * fineness);
  const at = start + middle;
  const lastSeen = forward ? start + span : start;
  const targets: { step: number; frame: number }[] = [];
  for (let step = firstUnseen; step < firstUnseen + horizon; step++) {
    const frame = at + step * framesPerStep;
    if (frame < 0 || frame >= length) break;
    if (Number.isInteger(frame)) targets.push({ step, frame });
  }
  if (start < 0 || targets.length === 0) {
    throw new Error(
      `layOutTask: ${task.name} needs sequences longer than ${span + 1} frames, but got ${length}; use longer sequences`,
    );
  }
  return { inputs, stateFrame: at, framesPerStep, lastSeen, targets };
}
