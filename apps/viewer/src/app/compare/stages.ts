import type { ModelDescription } from '@hgn/player';
import type { RunLibrary } from '../sources/runLibrary.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import type { RunSource } from '../sources/runSource.ts';
import type { PlayerClient } from '../workers/playerClient.ts';
import { filmClock, films, type Film, type Films } from '../run/tabs/shared/film.ts';
import { inputsOf } from '../run/unseen/scenes.ts';
import { unseenScenes } from '../run/unseen/unseenScenes.ts';
import { pixelFilm } from '../share/pixelFilm.ts';
import { saveMenu } from '../share/saveMenu.ts';
import { el } from '../style/el.ts';

const frames = 60;
/** Models that play beside each other: each holds some 40 MB. */
const mostStages = 6;

/** What one run does, beside the truth. */
interface Stage {
  readonly name: string;
  readonly pair: readonly Film[];
  readonly image: ModelDescription['image'];
  readonly films: Films;
}

/** The chosen runs play from the same input frames by the same clock, a stage for each and one for the truth. */
export function stages(
  library: RunLibrary,
  openPlayer: (source: RunSource) => Promise<PlayerClient>,
  signal: AbortSignal,
): { readonly element: HTMLElement; show(runs: readonly RunSummary[], film: number): Promise<void> } {
  const stage = el('div', {});
  const status = el('p', { class: 'muted readout', role: 'status' });
  const players = new Map<string, Promise<PlayerClient>>();
  let shown: readonly Films[] = [];
  const clock = filmClock(
    () => frames,
    (index) => shown.forEach((films) => films.show(index)),
    signal,
  );
  let turn = 0;
  let started = false;
  return {
    element: el('div', {}, stage, clock.element, status),
    async show(runs, film) {
      const mine = ++turn;
      const playing = runs.filter(({ kind }) => kind === 'hgn').slice(0, mostStages);
      status.textContent = playing.length === 0 ? 'Choose runs to see what they do.' : 'Playing …';
      const results = await Promise.allSettled(playing.map((run) => filmsOf(run, film)));
      if (signal.aborted || mine !== turn) return;
      const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const problems = results.flatMap((result, i) =>
        result.status === 'rejected'
          ? [`${playing[i]?.name ?? ''}: ${(result.reason as Error).message}`]
          : [],
      );
      shown = made.map(({ films: each }) => each);
      stage.replaceChildren(...made.map(withMenu));
      clock.reset();
      if (!started && made.length > 0) {
        started = true;
        clock.start();
      }
      const more = runs.length > mostStages ? [`The first ${mostStages} of ${runs.length} runs play.`] : [];
      status.textContent = [...more, ...problems].join(' ');
    },
  };

  /** The films of a run with a menu that saves them: run and truth side by side. */
  function withMenu({ name, pair, image, films: { element } }: Stage): HTMLElement {
    const corner = el('div', { class: 'save-corner' });
    const size = image.height * image.width * image.channels;
    const length = pair[0].frames.length / size;
    const shape = [length, image.height, image.width, image.channels];
    saveMenu(corner, {
      name: `${name} beside the truth`,
      film: () =>
        pixelFilm(
          pair.map((film) => film.frames),
          image,
        ),
      arrays: () =>
        Object.fromEntries(
          pair.map((film, i) => [i === 0 ? 'frames' : 'truth', { shape, data: film.frames }] as const),
        ),
    });
    return el('div', {}, element, corner);
  }

  async function filmsOf(run: RunSummary, number: number): Promise<Stage> {
    const source = await library.open(run.id);
    const opened = players.get(run.id) ?? openPlayer(source);
    players.set(run.id, opened);
    const player = await opened;
    const { description } = player;
    const { inputFrames, stateFrame, image, dt } = description;
    const scenes = await unseenScenes({ source, summary: run }, player, {
      trajectories: 1,
      first: number,
      frames: stateFrame + frames,
    });
    const { q, p } = await player.encode(inputsOf(scenes, 0, 0, inputFrames));
    // A film that the run keeps may be shorter.
    const length = Math.min(frames, scenes.data.length - stateFrame);
    const pixels = await player.decode(await player.rollout({ from: { q, p }, dt, frames: length, signal }));
    const truth = inputsOf(scenes, 0, stateFrame, length);
    const pair: Film[] = [
      { title: run.name, frames: pixels },
      { title: 'truth', frames: truth },
    ];
    return { name: run.name, pair, image, films: films(pair, image) };
  }
}
