import { el } from '../../style/el.ts';
import { reach } from './moving/modelPath.ts';

/** Slowest and fastest pace. */
const paces = { slowest: 0.1, fastest: 4 } as const;

/** The controls under the picture, all of them native. */
export interface Controls {
  readonly element: HTMLElement;
  readonly play: HTMLButtonElement;
  readonly time: HTMLInputElement;
  readonly speed: HTMLInputElement;
  readonly plane: HTMLSelectElement;
  readonly orbits: HTMLInputElement;
  readonly other: HTMLButtonElement;
  readonly here: HTMLButtonElement;
  readonly link: HTMLButtonElement;
  setPlaying(playing: boolean): void;
  /** Shows where time stands; `dt` is the time of a step. */
  setTime(steps: number, dt: number): void;
  setSpeed(speed: number): void;
}

/** Makes the controls; what they do is up to whoever listens to them. */
export function createControls(): Controls {
  const play = el('button', { type: 'button', class: 'primary play-button' }, 'Play');
  const time = el('input', {
    type: 'range',
    min: -reach,
    max: reach,
    step: 'any',
    value: 0,
    id: 'play-time',
    list: 'play-zero',
  });
  const timeText = el('output', { for: 'play-time' }, 't = 0');
  const speed = el('input', {
    type: 'range',
    min: Math.log10(paces.slowest),
    max: Math.log10(paces.fastest),
    step: 'any',
    value: 0,
    id: 'play-speed',
  });
  const speedText = el('output', { for: 'play-speed' }, '1×');
  const plane = el('select', { id: 'play-plane' });
  const orbits = el('input', { type: 'checkbox' });
  const other = el('button', { type: 'button' }, 'Another film');
  const here = el('button', { type: 'button', title: 'Makes the state that is shown t = 0' }, 'Start here');
  const link = el('button', { type: 'button' }, 'Copy link');
  const zero = el('datalist', { id: 'play-zero' }, el('option', { value: 0 }));
  const element = el(
    'div',
    { class: 'play-controls' },
    el(
      'div',
      { class: 'play-time' },
      play,
      el('label', { for: 'play-time', class: 'visually-hidden' }, 'Time'),
      time,
      timeText,
      zero,
    ),
    el(
      'div',
      { class: 'controls' },
      el('label', { for: 'play-speed' }, 'Speed', speed, speedText),
      el('label', {}, 'Plane', plane),
      el('label', {}, orbits, '200 orbits'),
      here,
      other,
      link,
    ),
  );
  return {
    element,
    play,
    time,
    speed,
    plane,
    orbits,
    other,
    here,
    link,
    setPlaying: (playing) => {
      play.textContent = playing ? 'Pause' : 'Play';
    },
    setTime: (steps, dt) => {
      time.value = String(steps);
      const text = signed(steps * dt, 2);
      timeText.textContent = `t = ${text}`;
      time.setAttribute('aria-valuetext', `time ${text}, frame ${signed(steps, 1)}`);
    },
    setSpeed: (value) => {
      speed.value = String(Math.log10(value));
      speedText.textContent = `${value.toFixed(value < 1 ? 2 : 1)}×`;
      speed.setAttribute('aria-valuetext', `${value.toFixed(2)} times`);
    },
  };
}

/** The pace that the control shows: rounded to hundredths, and caught by 1 nearby. */
export function paceOf(control: HTMLInputElement): number {
  const pace = 10 ** Number(control.value);
  if (Math.abs(pace - 1) < 0.04) return 1;
  return Math.min(paces.fastest, Math.max(paces.slowest, Math.round(pace * 100) / 100));
}

/** Whether a pace can be played. */
export const isPace = (pace: number): boolean => pace >= paces.slowest && pace <= paces.fastest;

/** A number with its sign, zero without. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}
