import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ndarray, treeLeaves, treePaths, type NdArray, type Tree } from '@hgn/autodiff';
import type { Dataset } from '@hgn/datasets';
import { backgroundColour, createModel, createTrainer, evaluate, type Preset } from '@hgn/model';
import { key } from '@hgn/nn';
import { encodeSafetensors } from '@hgn/training';
import { startPeer } from '../peers/contestant.ts';
import { errorOf, firstUnseenStep, foreseen } from './judge.ts';
import type { Clock, Racer } from './racer.ts';

/** Where films lie as bytes, with their sizes. */
export interface FilmFile {
  readonly file: string;
  readonly trajectories: number;
  readonly length: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly dt: number;
}

/** Writes films as Python takes them. */
export async function writeFilms(file: string, films: Dataset): Promise<FilmFile> {
  const { trajectories, length, height, width, channels, dt } = films;
  await writeFile(file, films.frames);
  return { file, trajectories, length, height, width, channels, dt };
}

/** How far two engines may be apart on the same weights. */
const tolerance = 1e-3;

/** A PyTorch training of one of our presets, from the weights that ours would begin with. */
export async function startTorch(
  python: string,
  { name, preset }: { readonly name: string; readonly preset: Preset },
  {
    films,
    unseen,
    folder,
    seed,
    clock,
    threads,
  }: {
    readonly films: { readonly data: Dataset; readonly file: FilmFile };
    readonly unseen: { readonly data: Dataset; readonly file: FilmFile };
    readonly folder: string;
    readonly seed: number;
    readonly clock: Clock;
    readonly threads: number;
  },
): Promise<Racer & { verify(): Promise<number> }> {
  const trainer = createTrainer(createModel(preset.model), preset);
  const { parameters: vector } = trainer.init(key(seed), { background: backgroundColour(films.data) });
  const tree = trainer.unravelArrays(vector) as unknown as Tree<NdArray>;
  const names = treePaths(tree);
  const leaves = treeLeaves(tree);
  const own = (what: string) => join(folder, `${name.replaceAll(/\W+/g, '-')}.${what}`);
  await writeFile(
    own('safetensors'),
    encodeSafetensors(Object.fromEntries(names.map((path, i) => [path, leaves[i]]))),
  );

  const program = startPeer(python, 'hgn_training.py');
  const floats = async (file: string): Promise<Float32Array> => {
    const { buffer, byteOffset, byteLength } = await readFile(file);
    return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  };
  const judge = async (): Promise<number> => {
    const file = own('frames');
    await program.ask({ foresee: { file, firstStep: firstUnseenStep(preset), frames: foreseen } });
    return errorOf(await floats(file), unseen.data);
  };
  await program.ask({
    setup: {
      options: preset,
      file: own('safetensors'),
      films: films.file,
      unseen: unseen.file,
      seed,
      clock,
      threads,
    },
  });
  return {
    name,
    parameters: trainer.parameterCount,
    async train(until) {
      const { seconds, steps } = await program.ask({ train: { until } });
      return { seconds: Number(seconds), steps: Number(steps) };
    },
    judge,
    /** Judges the peer's weights by our model, and throws unless it finds the error that the peer's own frames have. */
    async verify() {
      const theirs = await judge();
      const file = own('weights');
      await program.ask({ weights: { file, names } });
      const { mse: ours } = await evaluate(
        createModel(preset.model),
        trainer,
        ndarray(await floats(file), vector.shape),
        unseen.data,
        { dt: films.data.dt, protocol: preset.protocol, horizon: foreseen, threads },
      );
      const difference = Math.abs(ours - theirs) / theirs;
      if (!(difference < tolerance)) {
        throw new Error(
          `equal-time: ${name} must be the model that ours is, but with the same weights PyTorch has the error ${theirs} and ours ${ours}`,
        );
      }
      return difference;
    },
    // oxlint-disable-next-line typescript/require-await -- as ours, which has to wait
    stop: async () => program.stop(),
  };
}
