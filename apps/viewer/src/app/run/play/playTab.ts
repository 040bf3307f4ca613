import './play.css';
import { readRunText } from '../../sources/describeRun.ts';
import { el } from '../../style/el.ts';
import type { RunTab } from '../runTab.ts';
import { configFacts } from './truth/configFacts.ts';
import { presetOf, testFilm } from './truth/firstFilm.ts';
import { playModel } from './playModel.ts';
import { createStage } from './stage.ts';

/**
 * Plays the run: picture, time, phase space, energy; states and the object itself can be dragged. A true frame stands
 * at once, and the model takes over when it is loaded.
 */
export const playTab: RunTab = async (host, context) => {
  const { source, summary, signal } = context;
  const opening = context.player();
  // Told below, where there is something to show it in.
  opening.catch(() => undefined);
  const config = configFacts((await readRunText(source, 'config.yaml')) ?? '');
  const room = el('div', { class: 'play' });
  const status = el('p', { class: 'muted', role: 'status' }, 'The model is loading …');
  const preset = config === undefined ? undefined : presetOf(config.system, config.image);
  if (config !== undefined && preset !== undefined) {
    const { film } = {
      film: testFilm({ preset, seed: config.seed, shape: { ...config, dt: preset.dt } }, 0),
    };
    const stage = createStage(config.image);
    const size = film.frames.length / config.inputFrames;
    stage.show(film.frames.subarray(config.stateFrame * size, (config.stateFrame + 1) * size));
    stage.canvas.setAttribute('aria-label', 'A frame that the model has not seen');
    room.append(el('div', { class: 'card play-stage' }, stage.element));
  }
  host.append(room, status);
  void (async () => {
    try {
      const player = await opening;
      signal.throwIfAborted();
      await playModel(room, {
        ...context,
        opened: player,
        seed: config?.seed ?? 0,
        system: config?.system ?? summary.system,
      });
      status.remove();
    } catch (error) {
      if (signal.aborted) return;
      status.setAttribute('role', 'alert');
      status.classList.add('problem');
      status.textContent = `The model cannot be played: ${error instanceof Error ? error.message : String(error)}`;
    }
  })();
};
