import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasPython, runInBrowser, runPython } from '@hgn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpz } from './npz.ts';
import { safeName } from './saveFile.ts';

const run = promisify(execFile);
const hasFfmpeg = await run('ffprobe', ['-version']).then(
  () => true,
  () => false,
);

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** What the pages of these tests share: a red square that walks 3 pixels to the right in each of 12 frames. */
const page = `
  const film = { width: 65, height: 48, frames: 12, framesPerSecond: 8, draw(context, frame) {
    context.fillStyle = '#0000ff'; context.fillRect(0, 0, 66, 48);
    context.fillStyle = '#ff0000'; context.fillRect(3 * frame, 16, 16, 16);
  } };
  const base64 = async (blob) => {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const reports: number[] = [];
  const progress = { signal: new AbortController().signal, report: (frame) => reports.push(frame) };
`;

const inPage = async (imports: string, body: string) =>
  runInBrowser(`// @ts-nocheck\n${imports}\nexport const main = async () => {${page}\n${body}\n};`, {
    folder: import.meta.dirname,
  });

/** Size, frames, rate and codec of a film, and its pixels at frame 5, by ffmpeg. */
async function probe(file: string) {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-of', 'json'],
    ...['-show_entries', 'stream=width,height,nb_read_frames,avg_frame_rate,codec_name'],
    file,
  ]);
  const [stream] = (JSON.parse(stdout) as { streams: Record<string, string | number>[] }).streams;
  const { stdout: rgb } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      file,
      '-vf',
      'select=eq(n\\,5)',
      '-frames:v',
      '1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
    { encoding: 'buffer' },
  );
  const at = (x: number, y: number) => [...rgb.subarray(3 * (y * Number(stream.width) + x)).subarray(0, 3)];
  return { stream, at };
}

/** Hundredths of a second that each frame of a GIF shows: they stand in its graphic control extensions. */
function delaysOf(gif: Buffer): number[] {
  const mark = Buffer.of(0x21, 0xf9, 0x04);
  const delays: number[] = [];
  for (let at = gif.indexOf(mark); at !== -1; at = gif.indexOf(mark, at + 1))
    delays.push(gif.readUInt16LE(at + 4));
  return delays;
}

const near = (pixel: readonly number[], wanted: readonly number[], within: number): void =>
  pixel.forEach((value, i) => expect(Math.abs(value - wanted[i]), pixel.join()).toBeLessThanOrEqual(within));

describe.runIf(hasFfmpeg)('a saved film', () => {
  it('as GIF holds every frame, its colours and its speed', async () => {
    const { file, reports } = (await inPage(
      `import { encodeGif } from './encodeGif.ts';`,
      `return { file: await base64(await encodeGif(film, progress)), reports };`,
    )) as { file: string; reports: number[] };
    expect(reports).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    await writeFile(join(cwd, 'film.gif'), Buffer.from(file, 'base64'));
    const { stream, at } = await probe(join(cwd, 'film.gif'));
    expect(stream).toMatchObject({ width: 65, height: 48, nb_read_frames: '12' });
    // 8 frames a second are 12.5 hundredths each: 13 and 12 in turn, 150 in all.
    const delays = delaysOf(Buffer.from(file, 'base64'));
    expect(delays).toEqual([13, 12, 13, 12, 13, 12, 13, 12, 13, 12, 13, 12]);
    near(at(15 + 8, 24), [255, 0, 0], 8);
    near(at(15 - 3, 24), [0, 0, 255], 8);
    near(at(15 + 19, 24), [0, 0, 255], 8);
  });

  it.each([
    ['webm', ['vp9', 'vp8', 'av1']],
    ['mp4', ['h264', 'hevc', 'av1']],
  ])('as %s plays elsewhere, or the browser says that it has no codec', async (format, codecs) => {
    const result = (await inPage(
      `import { encodeVideo } from './encodeVideo.ts';`,
      `try { return { file: await base64(await encodeVideo(film, '${format}', progress)), reports }; }
       catch (error) { return { problem: error.name + ': ' + error.message }; }`,
    )) as { file?: string; problem?: string };
    if (result.file === undefined) {
      expect(result.problem).toMatch(/^MissingCodecError: This browser has no codec that makes/);
      return;
    }
    await writeFile(join(cwd, `film.${format}`), Buffer.from(result.file, 'base64'));
    const { stream, at } = await probe(join(cwd, `film.${format}`));
    expect(stream).toMatchObject({ width: 66, height: 48, nb_read_frames: '12', avg_frame_rate: '8/1' });
    expect(codecs).toContain(stream.codec_name);
    near(at(15 + 8, 24), [255, 0, 0], 40);
    near(at(15 + 30, 24), [0, 0, 255], 40);
  });

  it('without WebCodecs says so and names what works', async () => {
    const problem = await inPage(
      `import { encodeVideo } from './encodeVideo.ts';`,
      `delete globalThis.VideoEncoder;
       return await encodeVideo(film, 'webm', progress).then(() => 'made', (error) => error.message);`,
    );
    expect(problem).toBe(
      'This browser cannot encode films (it has no WebCodecs): save a GIF instead of WebM.',
    );
  });

  it('stops when told to', async () => {
    const stopped = await inPage(
      `import { encodeGif } from './encodeGif.ts';\nimport { encodeVideo } from './encodeVideo.ts';`,
      `const outcome = (make) => {
         const stopping = new AbortController();
         const report = (frame) => { if (frame === 3) stopping.abort(); };
         return make({ signal: stopping.signal, report }).then(() => 'made', (error) => error.name);
       };
       return [await outcome((p) => encodeGif(film, p)), await outcome((p) => encodeVideo(film, 'webm', p))];`,
    );
    expect(stopped).toEqual(['AbortError', 'AbortError']);
  });
});

describe('a saved figure', () => {
  it('has plain colours, those of the mode, whether viz made it or the page holds it', async () => {
    const result = (await inPage(
      `import { lineChart, toSvgElement } from '@hgn/viz';\nimport { plainSvg } from './plainSvg.ts';\nimport { svgToPng } from './picture.ts';`,
      `document.documentElement.dataset.theme = 'dark';
       const figure = lineChart([{ label: 'q', y: [0, 1, 0] }], { title: 'Position' });
       const element = toSvgElement(figure, document);
       document.body.append(element);
       const made = [plainSvg(figure, 'dark'), plainSvg(element, 'dark')];
       const pictures = [];
       for (const svg of made) {
         const bitmap = await createImageBitmap(await svgToPng(svg));
         const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
         const context = canvas.getContext('2d');
         context.drawImage(bitmap, 0, 0);
         const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
         const colours = new Set();
         for (let i = 0; i < pixels.length; i += 4) colours.add([...pixels.subarray(i, i + 4)].join());
         pictures.push({ width: bitmap.width, colours: colours.size });
       }
       const on = (svg) => { const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml'); return parsed.querySelector('parsererror')?.textContent ?? parsed.documentElement.localName; };
       return { made, pictures, roots: made.map(on) };`,
    )) as { made: string[]; pictures: { width: number; colours: number }[]; roots: string[] };
    expect(result.roots).toEqual(['svg', 'svg']);
    for (const svg of result.made) {
      expect(svg).not.toContain('var(');
      expect(svg).not.toContain('<style');
    }
    // A line in colour, axes and letters smoothed at their edges: more than a black shape on nothing.
    for (const { width, colours } of result.pictures) {
      expect(width).toBeGreaterThan(600);
      expect(colours).toBeGreaterThan(50);
    }
  });
});

describe.runIf(await hasPython('reading saved arrays', 'numpy'))('saved arrays', () => {
  it('are read by numpy with their shapes, types and values', async () => {
    const bytes = encodeNpz({
      frames: { shape: [2, 3], data: Uint8Array.of(0, 1, 2, 253, 254, 255) },
      q: { shape: [2], data: Float32Array.of(-0.5, 1e-3) },
      H: { shape: [1, 2], data: Float64Array.of(Math.PI, -1e300) },
      none: { shape: [0, 4], data: new Float32Array() },
    });
    await writeFile(join(cwd, 'a.npz'), bytes);
    const said = await runPython(
      `import numpy as np\na = np.load("a.npz")\nprint([(k, a[k].dtype.str, a[k].shape, a[k].tolist()) for k in a.files])`,
      { cwd },
    );
    expect(said.trim()).toBe(
      "[('frames', '|u1', (2, 3), [[0, 1, 2], [253, 254, 255]]), ('q', '<f4', (2,), [-0.5, 0.0010000000474974513]), " +
        "('H', '<f8', (1, 2), [[3.141592653589793, -1e+300]]), ('none', '<f4', (0, 4), [])]",
    );
  });
});

describe('saving', () => {
  it('refuses arrays that do not fill their shapes', () => {
    expect(() => encodeNpz({ q: { shape: [2, 2], data: new Float32Array(3) } })).toThrow(
      'q of shape [2, 2] must have 4 values, but got 3',
    );
  });

  it('gives files names that any file system takes', () => {
    expect(safeName('Mass on a spring: t = −3/4')).toBe('Mass-on-a-spring-t-3-4');
    expect(safeName('../../etc/passwd')).toBe('etc-passwd');
    expect(safeName('  ')).toBe('figure');
  });
});
