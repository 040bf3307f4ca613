import { paintFrame, type Area } from '@hgn/viz';
import { el } from '../../../style/el.ts';

/** Films side by side, all at the same frame. */
export interface Films {
  readonly element: HTMLElement;
  /** Shows frame `index` of every film. */
  show(index: number): void;
}

/** A film: frames [T, H, W, C] from 0 to 1 and a word on it. */
export interface Film {
  readonly title: string;
  readonly frames: Float32Array;
}

/** Puts films side by side, enlarged to sharp pixels. */
export function films(
  list: readonly Film[],
  shape: { readonly height: number; readonly width: number; readonly channels: number },
  act?: { readonly title: string; readonly on: (index: number) => void },
): Films {
  const size = shape.height * shape.width * shape.channels;
  const scratch = sketch();
  const canvases = list.map(({ title }) => {
    const canvas = el('canvas', {
      width: shape.width * 4,
      height: shape.height * 4,
      role: 'img',
      'aria-label': `Film: ${title}`,
    });
    return canvas;
  });
  const figures = list.map(({ title }, i) => {
    const caption = el('figcaption', {}, title);
    if (act !== undefined) {
      const go = el(
        'button',
        { type: 'button', class: 'quiet', 'aria-label': `${act.title}: ${title}` },
        act.title,
      );
      go.addEventListener('click', () => act.on(i));
      caption.append(' ', go);
    }
    return el('figure', { class: 'film' }, canvases[i], caption);
  });
  return {
    element: el('div', { class: 'films' }, ...figures),
    show(index) {
      list.forEach(({ frames }, i) => {
        const canvas = canvases[i];
        const context = canvas.getContext('2d');
        if (context === null) return;
        const at = Math.max(0, Math.min(frames.length / size - 1, index));
        const area: Area = { left: 0, top: 0, width: canvas.width, height: canvas.height };
        paintFrame(context, area, frames, shape, { scratch, index: at });
      });
    },
  };
}

/** A canvas of its own in which images are laid out before they are enlarged. */
export function sketch(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) throw new Error('The browser must give a canvas to draw on, but does not.');
  return context;
}

/** A clock that counts frames while it runs, and a scrubber for it. */
export function filmClock(
  frames: () => number,
  show: (index: number) => void,
  signal: AbortSignal,
): { readonly element: HTMLElement; start(): void; reset(): void } {
  const scrubber = el('input', { type: 'range', min: 0, max: 1, value: 0, 'aria-label': 'Frame' });
  const play = el('button', { type: 'button', class: 'primary', 'aria-pressed': 'false' }, 'Play');
  const told = el('output', {}, '0');
  let running = false;
  let last = 0;
  const go = (index: number) => {
    scrubber.value = String(index);
    told.textContent = String(index);
    show(index);
  };
  const tick = (time: number) => {
    if (!running || signal.aborted) return;
    // 15 frames a second: a frame of most systems is an eighth of a second.
    if (time - last > 1000 / 15) {
      last = time;
      go((Number(scrubber.value) + 1) % frames());
    }
    requestAnimationFrame(tick);
  };
  const run = (on: boolean) => {
    running = on;
    play.textContent = on ? 'Pause' : 'Play';
    play.setAttribute('aria-pressed', String(on));
    if (on) requestAnimationFrame(tick);
  };
  play.addEventListener('click', () => run(!running));
  scrubber.addEventListener('input', () => {
    run(false);
    go(Number(scrubber.value));
  });
  return {
    element: el(
      'div',
      { class: 'controls film-clock' },
      play,
      el('label', { class: 'film-scrubber' }, 'Frame ', scrubber),
      told,
    ),
    reset() {
      scrubber.max = String(frames() - 1);
      go(Math.min(Number(scrubber.value), frames() - 1));
    },
    start() {
      if (!matchMedia('(prefers-reduced-motion: reduce)').matches) run(true);
    },
  };
}
