import { driveOf, pickFrames, returnError } from '@hgn/model';
import { rolloutColours } from '@hgn/viz';
import type { RolloutOptions } from './rolloutOptions.ts';
import type { Io } from '../io.ts';
import { count } from '../terminal/format.ts';
import { filmFile, type Films } from './output.ts';
import { play, playedArrays } from './play.ts';
import { loadRolloutScene } from './rolloutScene.ts';
import { readRunModel, withGenerator } from './runModel.ts';

/** Runs `hgn rollout`. */
export async function rolloutRun(shown: string, options: RolloutOptions, io: Io): Promise<void> {
  const file = await filmFile(options, io);
  const runModel = await readRunModel(shown, options, io);
  const { config, timeStep } = runModel;
  const speed = options.backward === true ? -options.speed : options.speed;
  const scene = await loadRolloutScene({ ...runModel.run, config }, timeStep, { ...options, speed }, io);
  const { trajectories } = scene.sequences;
  const { frames: length } = options;
  await withGenerator(runModel, async (generator) => {
    const chosen = Array.from({ length: trajectories }, (_, i) => i);
    const inferred = await generator.encode(pickFrames(scene.sequences, chosen, scene.inputs));
    const way = { from: scene.from, stride: scene.stride, steps: length - 1 };
    const drive = driveOf(generator.model, scene.sequences, chosen, way);
    const played = await play(generator, inferred, { dt: speed * timeStep, frames: length, drive }, io);
    const { image } = config.model;
    const size = length * image.height * image.width * image.channels;
    const { truth } = scene;
    const of = (frames: Uint8Array, i: number): Uint8Array => frames.subarray(i * size, (i + 1) * size);
    const films: Films = {
      title: 'Rollouts',
      rows: chosen.flatMap((i) => {
        const group = `rollout ${i + 1}`;
        const model = { label: 'model', group, colour: rolloutColours.forward, frames: of(played.frames, i) };
        if (truth === undefined) return [model];
        return [{ label: 'truth', group, colour: rolloutColours.truth, frames: of(truth, i) }, model];
      }),
      length,
      image,
      axis: { name: 'time', values: played.times },
      async arrays() {
        const arrays = await playedArrays(generator, played);
        return { ...arrays, ...(truth && { truth: { shape: arrays.frames.shape, data: truth } }) };
      },
    };
    const bytes = await file.write(films);
    const until = played.times[length - 1];
    const document = {
      file: options.out,
      trajectories,
      frames: length,
      until,
      truth: truth !== undefined,
      ...(options.json === true && {
        returnError: await returnError(generator, inferred, { dt: speed * timeStep }),
      }),
      bytes,
    };
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify(document)}\n`
        : `${options.out}: ${count(trajectories, 'rollout')} of ${count(length, 'frame')}, from time 0 to ${Number(until.toPrecision(6))}\n`,
    );
  });
}
