import { key } from '@hgn/nn';
import { rolloutColours } from '@hgn/viz';
import type { SampleOptions } from './sampleOptions.ts';
import type { Io } from '../io.ts';
import { count } from '../terminal/format.ts';
import { drawFrom } from './density.ts';
import { filmFile } from './output.ts';
import { judgementText, judgeSamples } from './judgeSamples.ts';
import { npzArray, play, playedArrays } from './play.ts';
import { readRunModel, withGenerator } from './runModel.ts';

/** Runs `hgn sample`. */
export async function sampleRun(shown: string, options: SampleOptions, io: Io): Promise<void> {
  const file = await filmFile(options, io);
  const runModel = await readRunModel(shown, options, io);
  const { config, timeStep } = runModel;
  const { samples, frames: length, from } = options;
  const seed = options.seed ?? config.seed;
  const dt = (options.backward === true ? -options.speed : options.speed) * timeStep;
  await withGenerator(runModel, async (generator) => {
    const draw = await drawFrom(from, runModel, generator, io);
    const { states, z } = await draw(key(seed), samples);
    const played = await play(generator, states, { dt, frames: length }, io);
    const { image } = config.model;
    const size = length * image.height * image.width * image.channels;
    const bytes = await file.write({
      title: from === 'prior' ? 'Samples of the prior' : 'Samples of the encoded states’ density',
      rows: Array.from({ length: samples }, (_, i) => ({
        label: 'model',
        group: `sample ${i + 1}`,
        colour: rolloutColours.forward,
        frames: played.frames.subarray(i * size, (i + 1) * size),
      })),
      length,
      image,
      axis: { name: 'time', values: played.times },
      arrays: async () => ({
        ...(z && { z: npzArray(z) }),
        ...(await playedArrays(generator, played)),
      }),
    });
    const until = played.times[length - 1];
    const judgement =
      options.judge === undefined
        ? undefined
        : await judgeSamples(runModel, generator, { count: options.judge, seed, draw }, io);
    const document = {
      ...{ file: options.out, samples, frames: length, until, seed, from, bytes },
      ...(judgement && { judgement }),
    };
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify(document)}\n`
        : `${options.out}: ${count(samples, 'sample')} of ${count(length, 'frame')}, from time 0 to ${Number(until.toPrecision(6))}\n${judgement ? `\n${judgementText(judgement)}` : ''}`,
    );
  });
}
