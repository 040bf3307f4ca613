import { samplePrior } from '@hgn/model';
import { key } from '@hgn/nn';
import { rolloutColours } from '@hgn/viz';
import type { SampleOptions } from './sampleOptions.ts';
import type { Io } from '../io.ts';
import { count } from '../terminal/format.ts';
import { filmFile } from './output.ts';
import { judgementText, judgeSamples } from './judgeSamples.ts';
import { npzArray, play, playedArrays } from './play.ts';
import { readRunModel, withGenerator } from './runModel.ts';

/** Runs `hgn sample`. */
export async function sampleRun(shown: string, options: SampleOptions, io: Io): Promise<void> {
  const file = await filmFile(options, io);
  const runModel = await readRunModel(shown, options, io);
  const { config, model, timeStep } = runModel;
  const { samples, frames: length } = options;
  const seed = options.seed ?? config.seed;
  const dt = (options.backward === true ? -options.speed : options.speed) * timeStep;
  await withGenerator(runModel, async (generator) => {
    const z = samplePrior(model, key(seed), samples);
    const played = await play(generator, await generator.state(z), { dt, frames: length }, io);
    const { image } = config.model;
    const size = length * image.height * image.width * image.channels;
    const bytes = await file.write({
      title: 'Samples of the prior',
      rows: Array.from({ length: samples }, (_, i) => ({
        label: 'model',
        group: `sample ${i + 1}`,
        colour: rolloutColours.forward,
        frames: played.frames.subarray(i * size, (i + 1) * size),
      })),
      length,
      image,
      axis: { name: 'time', values: played.times },
      arrays: async () => ({ z: npzArray(z), ...(await playedArrays(generator, played)) }),
    });
    const until = played.times[length - 1];
    const judgement =
      options.judge === undefined
        ? undefined
        : await judgeSamples(runModel, generator, { count: options.judge, seed }, io);
    const document = {
      ...{ file: options.out, samples, frames: length, until, seed, bytes },
      ...(judgement && { judgement }),
    };
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify(document)}\n`
        : `${options.out}: ${count(samples, 'sample')} of ${count(length, 'frame')}, from time 0 to ${Number(until.toPrecision(6))}\n${judgement ? `\n${judgementText(judgement)}` : ''}`,
    );
  });
}
