import type { NdArray } from '@hgn/autodiff';
import {
  drawStates,
  fitStateDensity,
  samplePrior,
  type Generator,
  type Sequences,
  type StateDensity,
  type States,
} from '@hgn/model';
import { key, type Key } from '@hgn/nn';
import type { RunConfig } from '../config/schema.ts';
import { lookForData } from '../data/rememberedData.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { loadRunData } from '../session/sequences.ts';
import { count, duration } from '../terminal/format.ts';
import type { RunModel } from './runModel.ts';

/** What samples are drawn from: a density of the states that training sequences are encoded to, or the prior N(0, I) of z. */
export type SampleSource = 'encoded' | 'prior';

/** States to roll out, and the z that they were made of where there is one. */
export interface DrawnStates {
  readonly states: States;
  readonly z?: NdArray;
}

/** Draws states, so many for a key, again and again. */
export type Draw = (key: Key, count: number) => Promise<DrawnStates>;

/** Multiply-adds of the encoder that a density may cost, and states that it is fitted to at least and at most. */
const budget = { multiplyAdds: 2e10, least: 256, most: 2048 };

/** Eight digits of every number: more than float32 has. */
const densityText = (density: StateDensity): string =>
  JSON.stringify(density, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(8)) : value,
  );

/**
 * Fits the density of a run's encoded training sequences, and says so; as text for the metadata of its checkpoint.
 *
 * @throws RangeError when the states are not finite or all the same
 */
export async function fitDensity(
  generator: Generator,
  training: Sequences,
  { seed, timeStep }: { readonly seed: number; readonly timeStep: number },
  io: Pick<Io, 'stderr' | 'clock'>,
): Promise<string> {
  const begun = io.clock.now();
  const affordable = Math.floor(budget.multiplyAdds / generator.model.macs.encoder);
  const states = Math.min(budget.most, Math.max(budget.least, affordable));
  const density = await fitStateDensity(generator, training, { key: key(seed), dt: timeStep, states });
  io.stderr.write(
    `density of ${density.states} encoded states: ${count(density.mixture.weights.length, 'normal distribution')} in ${count(density.directions.length, 'dimension')}, fitted in ${duration((io.clock.now() - begun) / 1000)}\n`,
  );
  return densityText(density);
}

/**
 * What samples of a run are drawn by. The density is the one that its checkpoint holds, or fitted now, where it holds none.
 *
 * @throws CommandError when it would have to be fitted and the data of the run are gone
 */
export async function drawFrom(
  from: SampleSource,
  runModel: RunModel,
  generator: Generator,
  io: Io,
): Promise<Draw> {
  const { model } = runModel;
  if (from === 'prior') {
    return async (drawKey, n) => {
      const z = samplePrior(model, drawKey, n);
      return { states: await generator.state(z), z };
    };
  }
  const text = runModel.metadata.density ?? (await fittedNow(runModel, generator, io));
  const density = JSON.parse(text) as StateDensity;
  return async (drawKey, n) => Promise.resolve({ states: drawStates(density, model, drawKey, n) });
}

async function fittedNow({ run, config, timeStep }: RunModel, generator: Generator, io: Io): Promise<string> {
  io.stderr.write(`${run.shown}: this checkpoint holds no density of encoded states, so one is fitted now\n`);
  const found = await lookForData(run, io);
  if (found !== undefined && !('folder' in found)) {
    throw new CommandError(`${found.missing}; put them back, or draw from the prior with --from prior`);
  }
  // Only what it learnt from is wanted: one test trajectory is simulated, and none to choose a checkpoint by.
  const small: RunConfig =
    config.data.folder === null
      ? {
          ...config,
          data: { ...config.data, testTrajectories: 1 },
          training: { ...config.training, evaluateEvery: 0 },
        }
      : config;
  const { training } = await loadRunData(small, io, found?.folder);
  try {
    return await fitDensity(generator, training, { seed: config.seed, timeStep }, io);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError(`${run.shown}: ${error.message}; or draw from the prior with --from prior`, {
      cause: error,
    });
  }
}
