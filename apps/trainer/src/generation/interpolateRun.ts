import { ndarray, type NdArray } from '@hgn/autodiff';
import { type Generator, interpolateLatents, pickFrames, samplePrior } from '@hgn/model';
import { key } from '@hgn/nn';
import { rolloutColours } from '@hgn/viz';
import type { InterpolateOptions } from './interpolateOptions.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { count } from '../terminal/format.ts';
import { filmFile, type Films } from './output.ts';
import { npzArray, play, type Played, playedArrays } from './play.ts';
import { loadRolloutScene } from './rolloutScene.ts';
import { readRunModel, type RunModel, withGenerator } from './runModel.ts';

/** Runs `hgn interpolate`. */
export async function interpolateRun(shown: string, options: InterpolateOptions, io: Io): Promise<void> {
  if (options.prior === true && options.data !== undefined) {
    throw new UsageError('--prior draws both ends, so there is nothing to take from --data; leave one out');
  }
  if (options.prior !== true && options.from === options.to) {
    throw new UsageError(`--from and --to must differ, but both are ${options.from}`);
  }
  const file = await filmFile(options, io);
  const runModel = await readRunModel(shown, options, io);
  const { points, path, frames } = options;
  const dt = (options.backward === true ? -options.speed : options.speed) * runModel.timeStep;
  await withGenerator(runModel, async (generator) => {
    const [from, to] = await ends(generator, runModel, options, io);
    const z = interpolateLatents(from, to, { points, path });
    const played = await play(generator, await generator.state(z), { dt, frames }, io);
    const way = Float64Array.from({ length: points }, (_, i) => i / (points - 1));
    const bytes = await file.write({
      ...films(played, way, runModel),
      arrays: async () => ({
        z: npzArray(z),
        way: { shape: [points], data: way },
        ...(await playedArrays(generator, played)),
      }),
    });
    const until = played.times[frames - 1];
    const document = { file: options.out, points, path, frames, until, bytes };
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify(document)}\n`
        : `${options.out}: ${points} points on a ${path} path, ${count(frames, 'frame')} each\n`,
    );
  });
}

/** z at both ends, without a batch axis. */
async function ends(
  generator: Generator,
  { run, config, model, timeStep }: RunModel,
  options: InterpolateOptions,
  io: Io,
): Promise<[NdArray, NdArray]> {
  const z =
    options.prior === true ? samplePrior(model, key(options.seed ?? config.seed), 2) : await inferred();
  const size = z.data.length / 2;
  const end = (i: number): NdArray => ndarray(z.data.slice(i * size, (i + 1) * size), model.latentShape);
  return [end(0), end(1)];

  async function inferred(): Promise<NdArray> {
    const trajectories = Math.max(options.from, options.to) + 1;
    const scene = await loadRolloutScene(
      { ...run, config },
      timeStep,
      { ...options, trajectories, frames: 1, speed: 1 },
      io,
    );
    const { mean } = await generator.encode(
      pickFrames(scene.sequences, [options.from, options.to], scene.inputs),
    );
    return mean;
  }
}

/** Still pictures make one film along the way; moving ones a film for every point. */
function films(
  { frames, times }: Played,
  way: Float64Array,
  { config: { model } }: RunModel,
): Omit<Films, 'arrays'> {
  const { image } = model;
  const colour = rolloutColours.forward;
  const title = 'Between two latent states';
  if (times.length === 1) {
    return {
      title,
      rows: [{ label: 'model', group: '', colour, frames }],
      length: way.length,
      image,
      axis: { name: 'way', values: way },
    };
  }
  const size = frames.length / way.length;
  return {
    title,
    rows: Array.from(way, (t, i) => ({
      label: 'model',
      group: `${Number((100 * t).toPrecision(3))} % of the way`,
      colour,
      frames: frames.subarray(i * size, (i + 1) * size),
    })),
    length: times.length,
    image,
    axis: { name: 'time', values: times },
  };
}
