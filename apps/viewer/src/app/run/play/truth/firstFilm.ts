import { presets, simulate, type Preset, type State } from '@hgn/datasets';
import type { ModelDescription } from '@hgn/player';
import { trueScene, type TrueScene } from './trueScene.ts';

/** Test seeds lie beyond every seed that a user may give, as those of `hgn evaluate` do. */
const testSeedOffset = 2 ** 32;

/** Frames that a run's model has not seen, with the truth behind them. */
export interface Film {
  /** [inputFrames, height, width, channel] in [0, 1] */
  readonly frames: Float32Array;
  readonly scene: TrueScene;
  /** The true state of the frame that the inferred state belongs to. */
  readonly state: State;
}

/** What of a run its films depend on. */
export interface FilmFacts {
  readonly preset: Preset;
  readonly seed: number;
  readonly shape: Pick<ModelDescription, 'inputFrames' | 'stateFrame' | 'dt'>;
}

/** The preset of the system that a run learnt, if it is simulated and its pictures are those of the model. */
export function presetOf(system: string | undefined, image: ModelDescription['image']): Preset | undefined {
  if (system === undefined || !Object.hasOwn(presets, system)) return undefined;
  const preset = presets[system];
  const { size, channels } = preset.camera;
  const fits = image.width === size && image.height === size && image.channels === channels;
  return fits ? preset : undefined;
}

/** The beginning of test trajectory number `index` of a run: the same that `hgn rollout` starts from. */
export function testFilm({ preset, seed, shape }: FilmFacts, index: number): Film {
  const recipe = { ...preset, dt: shape.dt };
  const { frames, q, p, parameters } = simulate(recipe, {
    seed: testSeedOffset + seed,
    index,
    frames: shape.inputFrames,
  });
  const size = q.length / shape.inputFrames;
  const at = shape.stateFrame * size;
  return {
    frames: Float32Array.from(frames, (value) => value / 255),
    scene: trueScene(recipe, parameters, shape),
    state: { q: q.slice(at, at + size), p: p.slice(at, at + size) },
  };
}
