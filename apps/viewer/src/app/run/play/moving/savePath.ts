import type { ModelDescription } from '@hgn/player';
import { latentChart, lineChart } from '@hgn/viz';
import { pixelFilm } from '../../../share/pixelFilm.ts';
import { saveMenu, type Saved } from '../../../share/saveMenu.ts';
import { el } from '../../../style/el.ts';
import type { PlayerClient } from '../../../workers/playerClient.ts';
import { reach, type ModelPath } from './modelPath.ts';
import type { PhaseScene } from '../phaseView.ts';

/** What of the play view is saved, as it is when it is asked for. */
export interface PathToSave {
  /** What files are called after. */
  readonly name: string;
  readonly player: Pick<PlayerClient, 'decode'>;
  readonly image: ModelDescription['image'];
  readonly canvas: HTMLCanvasElement;
  /** The path that is played; undefined while it is computed. */
  readonly path: () => ModelPath | undefined;
  /** What the phase view shows; undefined before there is a plane. */
  readonly scene: () => PhaseScene | undefined;
}

/** Menus that save the picture, the phase view and the energy strip: drawn, filmed, and as numbers of the whole path. */
export function savePath(to: PathToSave): Readonly<Record<'film' | 'phase' | 'energy', HTMLElement>> {
  const { name, player, image } = to;
  const pathNow = (): ModelPath => {
    const path = to.path();
    if (path === undefined) throw new Error('The path is still being computed: save it in a moment.');
    return path;
  };
  const framesNow = async (): Promise<Float32Array> => player.decode(pathNow().states);
  const points = 2 * reach + 1;
  const statesOf = ({ states, size, dt, energies }: ModelPath) => ({
    time: { shape: [points], data: timesOf(dt) },
    q: { shape: [points, size], data: states.q },
    p: { shape: [points, size], data: states.p },
    ...(energies && { energy: { shape: [points], data: energies } }),
  });
  return {
    film: corner({
      name: `${name} film`,
      canvas: () => to.canvas,
      film: async () => pixelFilm([await framesNow()], image),
      arrays: async () => ({
        frames: { shape: [points, image.height, image.width, image.channels], data: await framesNow() },
        ...statesOf(pathNow()),
      }),
    }),
    phase: corner({
      name: `${name} phase view`,
      svg: () => phaseFigure(to.scene()),
      arrays: () => {
        const path = pathNow();
        const scene = to.scene();
        const at = scene?.plane.project(path.states, path.size);
        return {
          ...statesOf(path),
          ...(at && {
            plane: { shape: [2, points], data: Float64Array.from([...at.q, ...at.p]) },
          }),
        };
      },
    }),
    energy: corner({
      name: `${name} energy`,
      svg: () => {
        const { energies, dt } = pathNow();
        if (energies === undefined)
          throw new Error('This dynamics knows no energy: there is nothing to save.');
        return lineChart([{ label: 'H', x: timesOf(dt), y: energies, colour: 'teal', labelled: false }], {
          width: 720,
          height: 260,
          title: 'The learnt energy over the path',
          xLabel: 'time',
          yLabel: 'H',
        });
      },
      arrays: () => statesOf(pathNow()),
    }),
  };
}

/** Times of the points of a path. */
const timesOf = (dt: number): Float64Array =>
  Float64Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * dt);

/** The phase view, with what is painted on it drawn as lines. */
function phaseFigure(scene: PhaseScene | undefined) {
  if (scene === undefined) throw new Error('The phase view has no plane yet: save it in a moment.');
  const { plane, domains, cloud, path, orbits } = scene;
  return latentChart(
    {
      plane: { labels: plane.labels, ...plane.known },
      ...(cloud && orbits === undefined && { points: cloud }),
      trajectories: [
        ...(orbits ?? []).map((orbit) => ({ ...orbit, colour: 'sky' as const })),
        ...(path === undefined ? [] : [{ ...path, colour: 'blue' as const }]),
      ],
    },
    {
      width: 460,
      qDomain: domains[0],
      pDomain: domains[1],
      equalUnits: plane.id === 'principal',
      arrows: orbits === undefined,
    },
  );
}

/** A menu in the lower right of what it saves. */
function corner(saved: Saved): HTMLElement {
  const host = el('div', { class: 'save-corner' });
  saveMenu(host, saved);
  return host;
}
