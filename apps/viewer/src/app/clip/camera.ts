import { ClipError, keptSize, mostPictures, type Clip, type Picture } from './clip.ts';
import { pictureOf } from './readClip.ts';

/** A camera that is switched on. */
export interface Camera {
  /** Records for some seconds; `report` is told how many have passed. */
  record(seconds: number, report: (seconds: number) => void): Promise<Clip>;
  /** Switches it off. */
  stop(): void;
}

/**
 * Switches the camera on, once its user has allowed it, and shows it in `video`.
 *
 * @param signal switches it off
 * @throws ClipError when there is none, or it is not allowed
 */
export async function startCamera(video: HTMLVideoElement, signal: AbortSignal): Promise<Camera> {
  // Pages that are not served securely have no camera at all, whatever the type library says.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) {
    throw new ClipError(
      'The browser gives a page the camera only at https or on this machine: drop a film instead.',
    );
  }
  const stream = await devices
    .getUserMedia({ audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 } } })
    .catch((cause: unknown) => {
      const name = cause instanceof DOMException ? cause.name : '';
      const why =
        name === 'NotAllowedError'
          ? 'The camera was not allowed: allow it in the browser’s bar, or drop a film instead.'
          : name === 'NotFoundError'
            ? 'No camera was found: drop a film instead.'
            : `The camera cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new ClipError(why, { cause });
    });
  const stop = (): void => stream.getTracks().forEach((track) => track.stop());
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  return { stop, record: (seconds, report) => record(video, seconds, report, signal) };
}

async function record(
  video: HTMLVideoElement,
  seconds: number,
  report: (seconds: number) => void,
  signal: AbortSignal,
): Promise<Clip> {
  const pictures: Picture[] = [];
  const times: number[] = [];
  const size = keptSize(video.videoWidth, video.videoHeight);
  let first: number | undefined;
  for (;;) {
    const now = await new Promise<number>((resolve) => video.requestVideoFrameCallback(resolve));
    signal.throwIfAborted();
    first ??= now;
    const time = (now - first) / 1000;
    if (time > seconds || pictures.length >= mostPictures) break;
    pictures.push(pictureOf(video, size));
    times.push(time);
    report(time);
  }
  if (pictures.length === 0) throw new ClipError('The camera gave no picture: try again.');
  return { name: 'camera', pictures, times };
}
