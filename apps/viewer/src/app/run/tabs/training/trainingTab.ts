import '../tabs.css';
import { lossCurves, type SvgNode } from '@hgn/viz';
import { createMetricsClient } from '../../../metrics/metricsClient.ts';
import type { MetricsSummary } from '../../../../sharing/metrics/runMetrics.ts';
import type { PrunedCurve } from '../../../metrics/pruneCurve.ts';
import { saveMenu } from '../../../share/saveMenu.ts';
import { el } from '../../../style/el.ts';
import type { RunTab } from '../../runTab.ts';
import { selectControl } from '../shared/controls.ts';
import { figureElement } from '../shared/figure.ts';
import { filmClock, films, type Films } from '../shared/film.ts';
import { inputsOf } from '../../unseen/scenes.ts';
import { NoScenesError, unseenScenes } from '../../unseen/unseenScenes.ts';
import { foreseen, keptCheckpoints, type KeptCheckpoint } from './checkpoints.ts';

const [redrawEvery, longest, stretches] = [500, 40, 400];

/** How training went, as it goes on; and the same frames through every checkpoint that was kept. */
export const trainingTab: RunTab = async (host, context) => {
  const curves = el('div', {});
  const scrub = el('div', {});
  host.append(el('h2', {}, 'Curves'), curves, el('h2', {}, 'The same frames through training'), scrub);
  await Promise.all([showCurves(curves, context), showCheckpoints(scrub, context)]);
};

async function showCurves(
  host: HTMLElement,
  { source, state, signal }: Parameters<RunTab>[1],
): Promise<void> {
  const client = createMetricsClient(signal);
  const chart = el('div', {});
  const status = el('p', { class: 'muted readout', role: 'status' }, 'Reading …');
  const term = selectControl<string>('Curve', [], '', (value) => {
    state.write({ 'training.curve': value });
    void draw();
  });
  const save = el('div', { class: 'save-corner' });
  host.append(el('div', { class: 'controls' }, term.element), chart, save, status);
  let shown: { readonly figure: SvgNode; readonly curve: PrunedCurve } | undefined;
  const shownNow = () => {
    if (shown === undefined) throw new Error('There is no curve to save yet.');
    return shown;
  };
  saveMenu(save, {
    name: `${source.name} training`,
    svg: () => shownNow().figure,
    arrays: () => {
      const { steps, mean } = shownNow().curve;
      return {
        step: { shape: [steps.length], data: steps },
        mean: { shape: [mean.length], data: mean },
      };
    },
  });
  let summary: MetricsSummary | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  // A line may come a hundred times a second; a redraw takes some milliseconds.
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void draw();
    }, redrawEvery);
  };
  signal.addEventListener('abort', () => clearTimeout(waiting), { once: true });
  await client.read(source, state.get('training.curve') ?? 'loss', (told) => {
    const isFirst = summary === undefined;
    summary = told;
    if (term.select.options.length !== told.names.length) {
      const chosen = isFirst ? (state.get('training.curve') ?? 'loss') : term.value();
      term.select.replaceChildren(...told.names.map((name) => el('option', { value: name }, name)));
      term.select.value = told.names.includes(chosen) ? chosen : (told.names[0] ?? '');
    }
    if (isFirst) void draw();
    else soon();
  });
  if (summary === undefined) status.textContent = 'This run has written no metrics.';

  async function draw(): Promise<void> {
    if (summary === undefined) return;
    const { curves: found } = await client.curves([source.id], term.value(), stretches);
    const [curve] = found;
    if (signal.aborted || curve === undefined) return;
    const figure = lossCurves(
      { steps: curve.steps, terms: [{ label: term.value(), values: curve.mean }] },
      { width: Math.max(300, Math.min(880, chart.clientWidth)), height: 320, smoothing: 1 },
    );
    shown = { figure, curve };
    chart.replaceChildren(figureElement(figure));
    const { rows, lastStep, unreadable } = summary;
    const broken = unreadable === 0 ? '' : ` ${unreadable} lines could not be read.`;
    status.textContent = `${rows.toLocaleString('en')} logged steps up to step ${lastStep.toLocaleString('en')}.${broken}`;
  }
}

async function showCheckpoints(host: HTMLElement, context: Parameters<RunTab>[1]): Promise<void> {
  const { source, summary, player: open, state, signal } = context;
  const kept = keptCheckpoints((await source.files()).map(({ path }) => path));
  if (kept.length === 0) {
    host.append(el('p', { class: 'muted' }, 'This run keeps no checkpoints.'));
    return;
  }
  const status = el('p', { class: 'muted readout', role: 'status' });
  const asked = Number(state.get('training.checkpoint') ?? NaN);
  const first = kept.findIndex(({ step }) => step === asked);
  const slider = el('input', {
    type: 'range',
    min: 0,
    max: kept.length - 1,
    value: first < 0 ? kept.length - 1 : first,
  });
  const told = el('output', {});
  const stage = el('div', {});
  let shown: Films | undefined;
  let length = longest;
  const clock = filmClock(
    () => length,
    (index) => shown?.show(index),
    signal,
  );
  host.append(
    el('div', { class: 'controls' }, el('label', { class: 'grow' }, 'Checkpoint ', slider), told),
    stage,
    clock.element,
    status,
  );
  const say = (text: string) => (status.textContent = text);
  try {
    const player = await open();
    const { inputFrames, stateFrame, image } = player.description;
    const choice = { trajectories: 1, frames: stateFrame + longest };
    const scenes = await unseenScenes({ source, summary }, player, choice);
    // A film that the run keeps may be shorter.
    length = scenes.data.length - stateFrame;
    const inputs = inputsOf(scenes, 0, 0, inputFrames);
    const truth = inputsOf(scenes, 0, stateFrame, length);
    const known = new Map<string, Promise<Float32Array>>();
    const filmOf = (checkpoint: KeptCheckpoint) => {
      const film = known.get(checkpoint.path) ?? foreseen(source, checkpoint, inputs, length, signal);
      known.set(checkpoint.path, film);
      return film;
    };
    const show = async (): Promise<void> => {
      const checkpoint = kept[Number(slider.value)] ?? kept[kept.length - 1];
      const { step } = checkpoint;
      told.textContent = `step ${step.toLocaleString('en')}`;
      slider.setAttribute('aria-valuetext', `step ${step}`);
      state.write({ 'training.checkpoint': String(step) });
      say('Playing this checkpoint …');
      const pixels = await filmOf(checkpoint);
      // A slower answer for an earlier place of the slider.
      if (signal.aborted || kept[Number(slider.value)] !== checkpoint) return;
      shown = films(
        [
          { title: 'truth', frames: truth },
          { title: `model at step ${step.toLocaleString('en')}`, frames: pixels },
        ],
        image,
      );
      stage.replaceChildren(shown.element);
      clock.reset();
      say(`Mean squared error of ${length} frames: ${meanSquaredError(truth, pixels).toExponential(2)}.`);
    };
    const fail = (error: unknown) => {
      if (!signal.aborted) say(error instanceof Error ? error.message : String(error));
    };
    slider.addEventListener('input', () => void show().catch(fail));
    await show().catch(fail);
    clock.start();
  } catch (error) {
    if (!(error instanceof NoScenesError)) throw error;
    say(error.message);
  }
}

function meanSquaredError(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}
