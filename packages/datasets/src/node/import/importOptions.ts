import { parseFrameLayout } from './frameLayout.ts';

/** How frames of one's own become a dataset. */
export interface ImportOptions {
  /** Time between two frames; that of a video, an animation or `dt` of an .npz file, else 0.05, unless told. */
  readonly dt?: number;
  /** Width and height in pixels: the middle square of each frame is averaged onto them. As they are unless told. */
  readonly size?: number;
  /** 1 for grey, 3 for colour; as they are unless told. */
  readonly channels?: 1 | 3;
  /** Frames of a trajectory: sequences are cut into pieces of this length, and what is left over is dropped. */
  readonly frames?: number;
  /** Take every so manieth frame. */
  readonly every?: number;
  /**
   * Axes of the `frames` of an .npz or .npy file, where they could be several: the names frame, height and width, and where
   * there are such axes trajectory and channel, in their order, such as `frame,height,width,channel`.
   */
  readonly layout?: string;
  /** Command of the video decoder; `ffmpeg` unless told, with `ffprobe` beside it. */
  readonly ffmpeg?: string;
}

/** Throws a RangeError, naming the option, where one is out of its range. */
export function checkImportOptions({ dt, size, channels, frames, every, layout }: ImportOptions): void {
  if (layout !== undefined) parseFrameLayout(layout);
  if (dt !== undefined && !(dt > 0 && Number.isFinite(dt))) {
    throw new RangeError(`importFrames: dt must be positive, but got ${dt}`);
  }
  for (const [name, value, least] of [
    ['size', size, 2],
    ['frames', frames, 1],
    ['every', every, 1],
  ] as const) {
    if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
      throw new RangeError(`importFrames: ${name} must be an integer from ${least}, but got ${value}`);
    }
  }
  if (channels !== undefined && ![1, 3].includes(channels)) {
    throw new RangeError(`importFrames: channels must be 1 or 3, but got ${String(channels)}`);
  }
}
