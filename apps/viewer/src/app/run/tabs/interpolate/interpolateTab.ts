import '../tabs.css';
import { key, normal } from '@hgn/nn';
import { paintFrames } from '@hgn/viz';
import { el } from '../../../style/el.ts';
import type { RunTab } from '../../runTab.ts';
import { integerOf, numberControl, selectControl } from '../shared/controls.ts';
import { filmClock, sketch } from '../shared/film.ts';
import { inputsOf } from '../../unseen/scenes.ts';
import { NoScenesError, unseenScenes } from '../../unseen/unseenScenes.ts';
import { latentWay } from './latentWay.ts';

const frames = 60;
type Ends = 'inputs' | 'prior';

/** The way between two latent points, as a strip of pictures that all move on together. */
export const interpolateTab: RunTab = async (host, { player: open, source, summary, state, signal }) => {
  const player = await open();
  const { description, sizes } = player;
  const { image, inputFrames, dt } = description;
  const canvas = el('canvas', {
    role: 'img',
    'aria-label': 'Pictures on the way from one state to the other',
  });
  const strip = el(
    'figure',
    { class: 'strip' },
    canvas,
    el(
      'figcaption',
      { class: 'strip-marks' },
      el('span', {}, 'from'),
      el('span', {}, 'half way'),
      el('span', {}, 'to'),
    ),
  );
  const status = el('p', { class: 'muted readout', role: 'status' });
  const change = () => {
    state.write({
      'interpolate.ends': ends.value(),
      'interpolate.from': String(from.value()),
      'interpolate.to': String(to.value()),
      'interpolate.points': String(points.value()),
      'interpolate.path': path.value(),
    });
    void draw();
  };
  const number = (label: string, name: string, [minimum, maximum]: [number, number], value: number) =>
    numberControl(label, {
      minimum,
      maximum,
      value: integerOf(state.get(`interpolate.${name}`), [minimum, maximum], value),
      change,
    });
  const ends = selectControl<Ends>(
    'Between',
    [
      ['inputs', 'two unseen films'],
      ['prior', 'two draws of the prior'],
    ],
    state.get('interpolate.ends') === 'prior' ? 'prior' : 'inputs',
    change,
  );
  const from = number('Number', 'from', [0, 999], 0);
  const to = number('and', 'to', [0, 999], 1);
  const points = number('Points', 'points', [3, 25], 9);
  const path = selectControl<'linear' | 'spherical'>(
    'Path',
    [
      ['spherical', 'arc'],
      ['linear', 'straight line'],
    ],
    state.get('interpolate.path') === 'linear' ? 'linear' : 'spherical',
    change,
  );
  let pixels: Float32Array = new Float32Array();
  const scratch = sketch();
  const paint = (index: number) => {
    const context = canvas.getContext('2d');
    const count = pixels.length / sizes.frame / frames;
    if (context === null || count === 0) return;
    const gap = Math.max(1, Math.round(image.width / 24));
    canvas.width = 3 * (count * (image.width + gap) - gap);
    canvas.height = 3 * image.height;
    const indices = Array.from({ length: count }, (_, i) => i * frames + index);
    paintFrames(context, { left: 0, top: 0, width: canvas.width, height: canvas.height }, pixels, image, {
      scratch,
      indices,
    });
  };
  const clock = filmClock(() => frames, paint, signal);
  host.append(
    el(
      'p',
      {},
      'Points between two latent states, each rolled along the learnt dynamics: a latent space without holes has pictures of the same world all the way.',
    ),
    el('div', { class: 'controls' }, ends.element, from.element, to.element, points.element, path.element),
    strip,
    clock.element,
    status,
  );
  await draw();
  clock.start();

  async function draw(): Promise<void> {
    status.textContent = 'Drawing …';
    try {
      const [first, last] = await Promise.all([endOf(from.value()), endOf(to.value())]);
      const way = latentWay(first, last, points.value(), path.value());
      const states = await player.state(way);
      const rolled = await player.rollout({ from: states, dt, frames, signal });
      pixels = await player.decode(rolled);
      if (signal.aborted) return;
      clock.reset();
      status.textContent = `${points.value()} points, ${frames} frames each.`;
    } catch (error) {
      if (signal.aborted) return;
      status.textContent = error instanceof Error ? error.message : String(error);
      if (error instanceof NoScenesError && ends.value() === 'inputs') {
        status.textContent += ' Draw both ends from the prior instead.';
      }
    }
  }

  /** z of an end: the mean for the input frames of an unseen film, or a draw of the prior. */
  async function endOf(number: number): Promise<Float32Array> {
    if (ends.value() === 'prior') return normal(key(number), [sizes.latent]).data as Float32Array;
    const choice = { trajectories: 1, first: number, frames: inputFrames };
    const scenes = await unseenScenes({ source, summary }, player, choice);
    return (await player.encode(inputsOf(scenes, 0, 0, inputFrames))).mean;
  }
};
