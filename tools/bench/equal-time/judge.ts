import { baselines, frameAt, stateFrame, type Preset, type Sequences } from '@hgn/model';

/** Frames that everyone sees and frames that everyone foresees. */
export const seen = 5;
export const foreseen = 30;

/** The first integrator step of a preset whose frame was not among the inputs. */
export const firstUnseenStep = ({ protocol }: Pick<Preset, 'protocol'>): number =>
  seen - stateFrame(protocol, seen);

/**
 * Mean squared error per pixel value of the frames after the seen ones, pixels in [0, 1].
 *
 * @param predicted [trajectory, frame, height, width, channel]
 */
export function errorOf(predicted: Float32Array, unseen: Sequences): number {
  const size = unseen.height * unseen.width * unseen.channels;
  if (predicted.length !== unseen.trajectories * foreseen * size) {
    throw new Error(
      `equal-time: ${unseen.trajectories} films of ${foreseen} frames must be foreseen, but got ${predicted.length} values`,
    );
  }
  let sum = 0;
  for (let i = 0; i < unseen.trajectories * foreseen; i++) {
    const truth = frameAt(unseen, Math.floor(i / foreseen), seen + (i % foreseen));
    for (let k = 0; k < size; k++) sum += (predicted[i * size + k] - truth[k] / 255) ** 2;
  }
  return sum / predicted.length;
}

/** The error of the better baseline: the last frame seen, or the mean frame. */
export function betterBaseline(unseen: Sequences): number {
  const picture = (trajectory: number, frame: number) =>
    Float32Array.from(frameAt(unseen, trajectory, frame), (value) => value / 255);
  const films = Array.from({ length: unseen.trajectories }, (_, t) => t);
  const { lastFrame, meanFrame } = baselines(
    films.map((t) => Array.from({ length: foreseen }, (_, k) => picture(t, seen + k))),
    films.map((t) => picture(t, seen - 1)),
  );
  return Math.min(lastFrame, meanFrame);
}
