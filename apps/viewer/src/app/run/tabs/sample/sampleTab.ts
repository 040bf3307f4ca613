import '../tabs.css';
import { key, normal } from '@hgn/nn';
import { el } from '../../../style/el.ts';
import type { RunTab } from '../../runTab.ts';
import { button, integerOf, numberControl } from '../shared/controls.ts';
import { filmClock, films, type Films } from '../shared/film.ts';

/** Things that never were: z drawn from the prior, rolled along the learnt dynamics, painted. */
export const sampleTab: RunTab = async (host, { player: open, state, play, signal }) => {
  const player = await open();
  const { description, sizes } = player;
  const stage = el('div', {});
  const status = el('p', { class: 'muted readout', role: 'status' });
  const change = () => {
    state.write({
      'sample.seed': String(seed.value()),
      'sample.count': String(count.value()),
      'sample.frames': String(frames.value()),
    });
    void draw();
  };
  const seed = numberControl('Seed', {
    minimum: 0,
    maximum: 2 ** 31,
    value: integerOf(state.get('sample.seed'), [0, 2 ** 31], 0),
    change,
  });
  const count = numberControl('Samples', {
    minimum: 1,
    maximum: 32,
    value: integerOf(state.get('sample.count'), [1, 32], 6),
    change,
  });
  const frames = numberControl('Frames', {
    minimum: 2,
    maximum: 240,
    value: integerOf(state.get('sample.frames'), [2, 240], 60),
    change,
  });
  const again = button('Draw others', () => {
    seed.set(seed.value() + 1);
    change();
  });
  let shown: Films | undefined;
  const clock = filmClock(frames.value, (index) => shown?.show(index), signal);
  host.append(
    el(
      'p',
      {},
      'States drawn from the prior N(0, I), which no frames were seen for: how they look and move tells what the model has learnt of its world.',
    ),
    el('div', { class: 'controls' }, seed.element, count.element, frames.element, again),
    stage,
    clock.element,
    status,
  );
  await draw();
  clock.start();

  async function draw(): Promise<void> {
    const samples = count.value();
    const length = frames.value();
    status.textContent = 'Drawing …';
    const begun = seed.value();
    // As `hgn sample` draws: the same seed gives the same z.
    const z = normal(key(begun), [samples, sizes.latent]).data as Float32Array;
    const from = await player.state(z);
    const path = await player.rollout({ from, dt: description.dt, frames: length, signal });
    const pixels = await player.decode(path);
    if (signal.aborted || begun !== seed.value()) return;
    const each = length * sizes.frame;
    shown = films(
      Array.from({ length: samples }, (_, i) => ({
        title: `sample ${i + 1}`,
        frames: pixels.subarray(i * each, (i + 1) * each),
      })),
      description.image,
      {
        title: 'Play',
        on: (i) => {
          const one = (values: Float32Array) => values.slice(i * sizes.state, (i + 1) * sizes.state);
          play({ q: one(from.q), p: one(from.p) });
        },
      },
    );
    stage.replaceChildren(shown.element);
    clock.reset();
    status.textContent = `${samples} samples of ${length} frames, ${((length - 1) * description.dt).toFixed(2)} units of time, seed ${begun}.`;
  }
};
