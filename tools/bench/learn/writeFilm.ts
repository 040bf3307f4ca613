import { spawnSync } from 'node:child_process';

/** Pictures of a film, [frame, row, column, red green blue]. */
export interface Pictures {
  readonly frames: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Seconds from one to the next. */
  readonly dt: number;
}

/** Writes a film without loss, by ffmpeg. */
export function writeFilm({ frames, width, height, dt }: Pictures, path: string): void {
  const size = ['-s', `${width}x${height}`, '-r', String(1 / dt)];
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', ...size, '-i', '-'];
  const { status, error } = spawnSync(
    'ffmpeg',
    ['-v', 'error', ...raw, '-c:v', 'ffv1', '-pix_fmt', 'bgr0', path],
    { input: frames },
  );
  if (status !== 0)
    throw new Error('bench learn film: ffmpeg must write a film, but failed', { cause: error });
}
