import { spawn } from 'node:child_process';
import { CorruptDatasetError, isSystemError, MissingDecoderError } from '../errors.ts';
import type { Picture } from './picture.ts';

function missing(path: string, command: string, cause: unknown): MissingDecoderError {
  return new MissingDecoderError(
    `importFrames: reading ${path} needs ${command}, which was not found; install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg), or turn the video into PNG files`,
    { cause },
  );
}

/** Output of a program in pieces, as long as it is asked for; throws when the program fails. */
async function* outputOf(command: string, args: readonly string[], path: string): AsyncGenerator<Buffer> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = `${said}${data.toString()}`.slice(-2000)));
  const ended = new Promise<{ readonly code?: number | null; readonly error?: Error }>((resolve) => {
    child.on('error', (error) => resolve({ error }));
    child.on('close', (code) => resolve({ code }));
  });
  try {
    for await (const piece of child.stdout) yield piece as Buffer;
    const { code, error } = await ended;
    if (error) throw isSystemError(error) && error.code === 'ENOENT' ? missing(path, command, error) : error;
    if (code !== 0) {
      const reason = said.trim().split('\n').at(-1) ?? '';
      throw new CorruptDatasetError(`importFrames: ${path} cannot be decoded by ${command}: ${reason}`);
    }
  } finally {
    child.kill('SIGKILL');
  }
}

/** Takes PPM pictures (P6, 8 bits) out of a stream. */
async function* ppmPictures(stream: AsyncIterable<Buffer>): AsyncGenerator<Picture> {
  let pieces: Buffer[] = [];
  let have = 0;
  let need = 1;
  for await (const piece of stream) {
    pieces.push(piece);
    have += piece.length;
    if (have < need) continue;
    let bytes = Buffer.concat(pieces);
    for (;;) {
      const header = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', 0, 40));
      if (!header) {
        need = bytes.length + 1;
        break;
      }
      const [width, height] = [Number(header[1]), Number(header[2])];
      const end = header[0].length + 3 * width * height;
      need = end;
      if (bytes.length < end) break;
      yield { width, height, channels: 3, data: new Uint8Array(bytes.subarray(header[0].length, end)) };
      bytes = bytes.subarray(end);
    }
    pieces = [bytes];
    have = bytes.length;
  }
}

/** The command of a decoder, and the one beside it that looks into files. */
function probeOf(ffmpeg: string): string {
  return ffmpeg.replace(/ffmpeg(\.exe)?$/, 'ffprobe$1');
}

/**
 * Seconds between two pictures of a video.
 * @throws MissingDecoderError, CorruptDatasetError, which name the file
 */
export async function videoInterval(path: string, ffmpeg: string): Promise<number> {
  const ask = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=r_frame_rate',
    '-of',
    'csv=p=0',
  ];
  let said = '';
  for await (const piece of outputOf(probeOf(ffmpeg), [...ask, path], path)) said += piece.toString();
  const [frames, seconds = '1'] = said.trim().split('/');
  const interval = Number(seconds) / Number(frames);
  if (interval > 0 && Number.isFinite(interval)) return interval;
  throw new CorruptDatasetError(`importFrames: ${path} must hold a video with a frame rate, but has none`);
}

/**
 * The pictures of a video, one at a time, at a constant rate, turned upright.
 * @throws MissingDecoderError when there is no ffmpeg; CorruptDatasetError; both name the file
 */
export function videoPictures(path: string, ffmpeg: string): AsyncIterable<Picture> {
  const args = ['-nostdin', '-v', 'error', '-i', path, '-map', '0:v:0'];
  return ppmPictures(
    outputOf(ffmpeg, [...args, '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'], path),
  );
}
