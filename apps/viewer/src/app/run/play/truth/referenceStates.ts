import type { Chart, States } from '@hgn/player';
import type { PlayerClient } from '../../../workers/playerClient.ts';
import type { Scenes } from '../../unseen/scenes.ts';
import { testFilm, type FilmFacts } from './firstFilm.ts';

/** Inferred states of unseen films, with the truth behind them. */
export interface Reference {
  readonly count: number;
  readonly latent: States;
  /** Undefined where it is not known. */
  readonly truth: { readonly q: Float64Array; readonly p: Float64Array } | undefined;
  /** Smallest and largest learnt energy; undefined where there is none. */
  readonly energies?: readonly [number, number] | undefined;
}

/** Test trajectories that are looked at: those after the ones that can be played first. */
const films = 160;

/** Films that are simulated without letting the page answer. */
const atOnce = 4;

/** Infers the states of many unseen films: where states of this model lie, and which truth they stand for. */
export async function referenceStates(
  player: PlayerClient,
  facts: FilmFacts,
  signal: AbortSignal,
): Promise<Reference> {
  const frames = new Float32Array(films * player.sizes.frames);
  const truths: { readonly q: Float64Array; readonly p: Float64Array }[] = [];
  for (let index = 0; index < films; index++) {
    const film = testFilm(facts, index);
    frames.set(film.frames, index * player.sizes.frames);
    truths.push(film.state);
    if (index % atOnce === atOnce - 1) {
      await new Promise((resume) => setTimeout(resume));
      signal.throwIfAborted();
    }
  }
  return referenceOf(player, frames, {
    q: Float64Array.from(truths.flatMap((truth) => [...truth.q])),
    p: Float64Array.from(truths.flatMap((truth) => [...truth.p])),
  });
}

/** The same from the films that a run keeps: windows of them, spread evenly. */
export async function keptReference(
  player: PlayerClient,
  { data, frames, frameSize }: Scenes,
): Promise<Reference> {
  const { frames: inputSize } = player.sizes;
  const windows = data.length - player.description.inputFrames + 1;
  const all = data.trajectories * windows;
  const count = Math.min(films, all);
  const inputs = new Float32Array(count * inputSize);
  for (let n = 0; n < count; n++) {
    const window = Math.floor((n * all) / count);
    const start = (Math.floor(window / windows) * data.length + (window % windows)) * frameSize;
    inputs.set(frames.subarray(start, start + inputSize), n * inputSize);
  }
  return referenceOf(player, inputs, undefined);
}

async function referenceOf(
  player: PlayerClient,
  frames: Float32Array,
  truth: Reference['truth'],
): Promise<Reference> {
  const { q, p } = await player.encode(frames);
  const energies = player.hamiltonian === undefined ? undefined : (await player.hamiltonian({ q, p })).H;
  return {
    count: frames.length / player.sizes.frames,
    latent: { q, p },
    truth,
    energies: energies === undefined ? undefined : [Math.min(...energies), Math.max(...energies)],
  };
}

/** The chart of a model whose export has none, fitted here and now. */
export async function fittedChart({ count, latent, truth }: Reference): Promise<Chart> {
  const { fitChart } = await import('../../../later/chart.ts');
  return fitChart({ samples: count, ...latent }, truth && { samples: count, ...truth });
}
