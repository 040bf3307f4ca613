import type { States } from '@hgn/player';
import type { Film } from '../share/film.ts';
import type { SavedArray } from '../share/npz.ts';
import { el } from '../style/el.ts';
import type { PlayerClient } from '../workers/playerClient.ts';
import { foresee, type Foreseen } from './foresee.ts';
import { explainedShare, gradeOf, reconstructionErrors, verdictText } from './likeness.ts';

/** Frames foreseen on either side of t = 0. */
const reach = 30;

/** Frames a second of the played film. */
const rate = 12;

/** Pixels on the screen for one of the model's, in saved films. */
const magnified = 8;

/** What a clip's view works with. */
export interface ClipViewOptions {
  readonly player: PlayerClient;
  /** Error that unseen frames of the training's kind stay below, or undefined where it is not known. */
  readonly range: Promise<number | undefined>;
  readonly signal: AbortSignal;
  readonly play: (from: States) => void;
}

/** What the model sees in a clip, whether that is like its training, and what it foresees. */
export interface ClipView {
  readonly element: HTMLElement;
  readonly saveHost: HTMLElement;
  show(input: Float32Array, isNewest: () => boolean): Promise<void>;
  film(): Film;
  arrays(): Readonly<Record<string, SavedArray>>;
}

/** Makes the view; it is empty until something is shown. */
export function clipView({ player, range, signal, play }: ClipViewOptions): ClipView {
  const { description, sizes } = player;
  const { image, inputFrames, stateFrame, dt } = description;
  const frameCanvas = (label: string): HTMLCanvasElement =>
    el('canvas', {
      width: image.width,
      height: image.height,
      role: 'img',
      'aria-label': label,
      class: 'pixels',
    });
  const seen = Array.from({ length: inputFrames }, (_, i) =>
    frameCanvas(`Frame ${i + 1} as the model sees it`),
  );
  const painted = Array.from({ length: inputFrames }, (_, i) =>
    frameCanvas(`What the model makes of frame ${i + 1}`),
  );
  const verdict = el('p', { role: 'status', class: 'clip-verdict' });
  const stage = frameCanvas('What the model foresees');
  stage.classList.add('clip-stage');
  const time = el('input', { type: 'range', min: -reach, max: reach, step: 1, value: 0 });
  const timeText = el('output');
  const playButton = el('button', { type: 'button' }, 'Play');
  const openButton = el('button', { type: 'button', class: 'primary' }, 'Play with this state');
  const saveHost = el('span');
  const element = el(
    'div',
    { class: 'clip-view' },
    el(
      'div',
      { class: 'card' },
      el('h2', {}, 'What the model sees'),
      el('div', { class: 'clip-strip' }, ...seen),
      el('h3', {}, 'What it makes of it'),
      el('div', { class: 'clip-strip' }, ...painted),
      verdict,
    ),
    el(
      'div',
      { class: 'card' },
      el('h2', {}, 'What it foresees'),
      stage,
      el('label', { class: 'control clip-row' }, el('span', {}, 'Time'), time, timeText),
      el('div', { class: 'controls' }, playButton, openButton, saveHost),
    ),
  );

  let shown: Foreseen | undefined;
  const drawTime = (): void => {
    if (shown === undefined) return;
    const t = time.valueAsNumber;
    timeText.textContent = `t = ${(t * dt).toFixed(2)}`;
    paint(stage, shown.frames, (t + shown.past) * sizes.frame, image.channels);
  };
  time.addEventListener('input', () => {
    stop();
    drawTime();
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    playButton.textContent = 'Play';
  };
  playButton.addEventListener('click', () => {
    if (timer !== undefined) {
      stop();
      return;
    }
    playButton.textContent = 'Pause';
    timer = setInterval(() => {
      time.value = String(time.valueAsNumber >= reach ? -reach : time.valueAsNumber + 1);
      drawTime();
    }, 1000 / rate);
  });
  signal.addEventListener('abort', stop, { once: true });
  openButton.addEventListener('click', () => {
    if (shown !== undefined) play(shown.now);
  });
  const foreseen = (): Foreseen => {
    if (shown === undefined) throw new Error('Show the model a clip first.');
    return shown;
  };

  return {
    element,
    saveHost,
    show: async (input, isNewest) => {
      for (const [i, canvas] of seen.entries()) paint(canvas, input, i * sizes.frame, image.channels);
      const next = await foresee(player, input, { past: reach, future: reach, signal });
      const [error] = await reconstructionErrors(player, input);
      const usual = await range;
      if (!isNewest()) return;
      shown = next;
      for (const [i, canvas] of painted.entries()) {
        paint(canvas, next.frames, (i - stateFrame + reach) * sizes.frame, image.channels);
      }
      const first = (reach - stateFrame) * sizes.frame;
      const explained = explainedShare(input, next.frames.subarray(first, first + sizes.frames), inputFrames);
      const likeness = { error, usual, explained };
      verdict.dataset.grade = gradeOf(likeness);
      verdict.textContent = verdictText(likeness);
      drawTime();
    },
    film: () => {
      const { frames } = foreseen();
      const picture = frameCanvas('');
      return {
        width: magnified * image.width,
        height: magnified * image.height,
        frames: 2 * reach + 1,
        framesPerSecond: rate,
        draw: (context, index) => {
          paint(picture, frames, index * sizes.frame, image.channels);
          context.imageSmoothingEnabled = false;
          context.drawImage(picture, 0, 0, magnified * image.width, magnified * image.height);
        },
      };
    },
    arrays: () => {
      const { frames, states } = foreseen();
      const count = 2 * reach + 1;
      const times = Float64Array.from({ length: count }, (_, i) => (i - reach) * dt);
      return {
        frames: { shape: [count, image.height, image.width, image.channels], data: frames },
        q: { shape: [count, sizes.state], data: states.q },
        p: { shape: [count, sizes.state], data: states.p },
        time: { shape: [count], data: times },
      };
    },
  };
}

/** Puts a frame of numbers from 0 to 1 on a canvas of its size. */
function paint(canvas: HTMLCanvasElement, frames: Float32Array, from: number, channels: number): void {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('clipView: the browser must give a 2D canvas, but gave none');
  const picture = new ImageData(canvas.width, canvas.height);
  for (let i = 0, at = 0; at < picture.data.length; i += channels, at += 4) {
    for (let c = 0; c < 3; c++)
      picture.data[at + c] = 255 * (frames[from + i + (channels === 1 ? 0 : Math.min(c, channels - 1))] ?? 0);
    picture.data[at + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}
