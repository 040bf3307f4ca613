/** Axes of an array of frames. */
export type FrameAxis = 'trajectory' | 'frame' | 'height' | 'width' | 'channel';

const axes: readonly FrameAxis[] = ['trajectory', 'frame', 'height', 'width', 'channel'];

/** Layouts that are found out, the usual ones. */
const usual = [
  'trajectory,frame,height,width,channel',
  'trajectory,frame,channel,height,width',
  'trajectory,frame,height,width',
  'frame,height,width,channel',
  'frame,channel,height,width',
  'frame,height,width',
].map((text) => text.split(',') as FrameAxis[]);

/**
 * The axes that a text such as `frame,height,width,channel` names.
 * @throws RangeError unless it names frame, height and width, and each axis once
 */
export function parseFrameLayout(text: string): FrameAxis[] {
  const parts = text.split(',').map((part) => part.trim());
  const known = parts.flatMap((part) => axes.filter((axis) => axis === part));
  const isWhole = ['frame', 'height', 'width'].every((axis) => parts.includes(axis));
  if (known.length === parts.length && new Set(parts).size === parts.length && isWhole) return known;
  throw new RangeError(
    `importFrames: layout must name frame, height, width, and where there are such axes trajectory and channel, once each, as in frame,height,width,channel, but got ${JSON.stringify(text)}`,
  );
}

/** The usual layouts that a shape could have: a channel axis is one of 1 or 3. */
export function layoutsOf(shape: readonly number[]): FrameAxis[][] {
  return usual.filter((layout) => {
    const channel = layout.indexOf('channel');
    if (layout.length !== shape.length || channel < 0) return layout.length === shape.length;
    // Two trajectories of three frames are no film of two frames; more trajectories than frames may well be one.
    const isShort = layout.join() === 'frame,channel,height,width' && shape[0] <= shape[1];
    return !isShort && (shape[channel] === 1 || shape[channel] === 3);
  });
}

/** How an array lies in memory: extents and strides by axis, 1 and 0 where it has no such axis. */
export function placesOf(shape: readonly number[], layout: readonly FrameAxis[]) {
  const extent = { trajectory: 1, frame: 1, height: 1, width: 1, channel: 1 };
  const stride = { trajectory: 0, frame: 0, height: 0, width: 0, channel: 0 };
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    extent[layout[i]] = shape[i];
    stride[layout[i]] = step;
    step *= shape[i];
  }
  return { extent, stride };
}

/** Whether frames lie one after the other, each as rows of pixels: they can then be read as they are. */
export function isInOrder(layout: readonly FrameAxis[]): boolean {
  const order = axes.filter((axis) => layout.includes(axis));
  return order.join() === layout.join();
}
