import type { ModelDescription } from '@hgn/player';
import { el } from '../style/el.ts';
import { chooseFrames } from './chooseFrames.ts';
import { ClipError, type Clip } from './clip.ts';
import { placeCrop, resample, type Crop } from './resample.ts';

/** Which part of a clip a model is shown. */
export interface ClipForm {
  readonly element: HTMLElement;
  setClip(clip: Clip): void;
  /** The model's input: as many frames as it sees, in [0, 1]. Throws ClipError where the clip is too short. */
  frames(): Float32Array<ArrayBuffer>;
  onChange(listener: () => void): void;
}

/** Controls of a clip: part of the picture, first frame, time between frames, colours. The part can be dragged, too. */
export function clipForm({ image, inputFrames, dt }: ModelDescription): ClipForm {
  const canvas = el('canvas', {
    class: 'clip-picture',
    role: 'img',
    'aria-label': 'The clip, with the part that the model sees framed',
  });
  const frame = el('div', { class: 'clip-crop-frame' });
  const slider = (label: string, value: number, most: number, step: number) => {
    const input = el('input', { type: 'range', min: 0, max: most, step, value });
    const output = el('output');
    return {
      input,
      output,
      row: el('label', { class: 'control clip-row' }, el('span', {}, label), input, output),
    };
  };
  const start = slider('First frame', 0, 1, 0.01);
  const size = slider('Part of the picture', 100, 100, 1);
  size.input.min = '10';
  const left = slider('Left to right', 50, 100, 1);
  const top = slider('Top to bottom', 50, 100, 1);
  const interval = el('input', {
    type: 'number',
    min: 0.01,
    step: 0.005,
    value: dt,
    'aria-describedby': 'clip-interval-note',
  });
  const invert = el('input', { type: 'checkbox' });
  const listeners: (() => void)[] = [];
  let clip: Clip | undefined;

  const element = el(
    'div',
    { class: 'clip-form card' },
    el('h2', {}, 'Your clip'),
    el('div', { class: 'clip-crop' }, canvas, frame),
    start.row,
    size.row,
    left.row,
    top.row,
    el('label', { class: 'control clip-row' }, el('span', {}, 'Seconds between frames'), interval),
    el(
      'p',
      { class: 'muted', id: 'clip-interval-note' },
      `The model looks at ${inputFrames} frames, and learnt from frames ${dt} apart: take more seconds for a slower motion.`,
    ),
    el('label', { class: 'control' }, invert, 'Invert light and dark'),
  );

  const number = (input: HTMLInputElement): number => input.valueAsNumber;
  const crop = (of: Clip): Crop =>
    placeCrop(of.pictures[0], image, {
      scale: number(size.input) / 100,
      x: number(left.input) / 100,
      y: number(top.input) / 100,
    });
  const chosen = (of: Clip): readonly number[] => {
    const seconds = number(interval);
    if (!(seconds > 0)) throw new ClipError('Seconds between frames must be a number above 0.');
    return chooseFrames(of.times, { start: number(start.input), interval: seconds, count: inputFrames });
  };

  const draw = (): void => {
    if (clip === undefined) return;
    const at = clip.times.findLastIndex((time) => time <= number(start.input) + 1e-6);
    const picture = clip.pictures[Math.max(0, at)];
    canvas.width = picture.width;
    canvas.height = picture.height;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.putImageData(new ImageData(new Uint8ClampedArray(picture.data), picture.width), 0, 0);
    const part = crop(clip);
    const place = (at: number, of: number): string => `${(100 * at) / of}%`;
    frame.style.left = place(part.left, picture.width);
    frame.style.top = place(part.top, picture.height);
    frame.style.width = place(part.width, picture.width);
    frame.style.height = place(part.height, picture.height);
    start.output.textContent = `${number(start.input).toFixed(2)} s`;
    size.output.textContent = `${size.input.value} %`;
    left.output.textContent = `${left.input.value} %`;
    top.output.textContent = `${top.input.value} %`;
  };
  const changed = (): void => {
    draw();
    for (const listener of listeners) listener();
  };
  element.addEventListener('input', changed);
  dragCrop(canvas, (dx, dy) => {
    if (clip === undefined) return;
    const part = crop(clip);
    const move = (input: HTMLInputElement, by: number, room: number): void => {
      if (room > 0.5) input.value = String(Math.min(100, Math.max(0, number(input) + (100 * by) / room)));
    };
    move(left.input, dx, canvas.width - part.width);
    move(top.input, dy, canvas.height - part.height);
    changed();
  });

  return {
    element,
    setClip: (next) => {
      clip = next;
      const end = next.times.at(-1) ?? 0;
      const latest = end - (inputFrames - 1) * number(interval);
      start.input.max = String(Math.max(0.01, end));
      start.input.value = String(Math.max(0, Math.min(number(start.input), latest)));
      draw();
    },
    frames: () => {
      if (clip === undefined) throw new ClipError('There is no clip yet.');
      const frameSize = image.height * image.width * image.channels;
      const into = new Float32Array(inputFrames * frameSize);
      const part = crop(clip);
      for (const [i, index] of chosen(clip).entries()) {
        resample(clip.pictures[index], part, image, { invert: invert.checked, into, offset: i * frameSize });
      }
      return into;
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** Tells of drags over a canvas, in its pixels. */
function dragCrop(canvas: HTMLCanvasElement, moved: (dx: number, dy: number) => void): void {
  let last: { readonly x: number; readonly y: number } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = { x: event.clientX, y: event.clientY };
  });
  canvas.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (last === undefined) return;
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    moved((clientX - last.x) * scale, (clientY - last.y) * scale);
    last = { x: clientX, y: clientY };
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(end, () => (last = undefined));
}
