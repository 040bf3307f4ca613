import type { Dataset } from '@hgn/datasets';
import { compileRollout, compileTraining, stackInputs, unfoldFrame, type Preset } from '@hgn/model';
import type { Clock, Racer } from './racer.ts';
import { errorOf, firstUnseenStep, foreseen, seen } from './judge.ts';

/** Steps that tell, off the clock, how many fit in the time: a learning rate needs to know its end. */
const tried = 30;
/** Share of the time that they are laid out over, since steps are not equally long. */
const laidOut = 0.95;

/** Trains a preset of ours in this process; compiling is on the clock. */
export async function startOurs(
  preset: Preset,
  {
    films,
    unseen,
    seed,
    seconds,
    ...how
  }: {
    readonly films: Dataset;
    readonly unseen: Dataset;
    readonly seed: number;
    readonly seconds: number;
    readonly clock: Clock;
    readonly threads: number;
  },
): Promise<Racer> {
  const { threads } = how;
  const now = (): number => {
    if (how.clock === 'wall') return performance.now() / 1000;
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6 / threads;
  };
  const start = async (steps: number) => {
    const begun = now();
    const training = await compileTraining({
      preset: { ...preset, training: { ...preset.training, steps } },
      sequences: films,
      seed,
      threads,
    });
    return { training, compiling: now() - begun };
  };

  const trial = await start(preset.training.steps);
  let tentative = trial.training.initial;
  const begun = now();
  for (let i = 0; i < tried; i++) ({ state: tentative } = await trial.training.step(tentative, i));
  const perStep = (now() - begun) / tried;
  await trial.training.dispose();

  const steps = Math.max(tried, Math.floor((laidOut * (seconds - trial.compiling)) / perStep));
  const { training, compiling } = await start(steps);
  const { model, trainer } = training;
  const rollout = await compileRollout(model, trainer, {
    batchSize: 16,
    steps: firstUnseenStep(preset) + foreseen - 1,
    threads,
  });
  let state = training.initial;
  let done = 0;
  let spent = compiling;
  return {
    name: 'ours',
    parameters: trainer.parameterCount,
    async train(until) {
      const from = now();
      const before = spent;
      while (spent < until && done < steps) {
        ({ state } = await training.step(state, done++));
        spent = before + now() - from;
      }
      return { seconds: spent, steps: done };
    },
    async judge() {
      const { image, blockSize } = model.config;
      const size = image.height * image.width * image.channels;
      const predicted = new Float32Array(unseen.trajectories * foreseen * size);
      const inputs = Array.from({ length: seen }, (_, k) => k);
      for (let first = 0; first < unseen.trajectories; first += rollout.batchSize) {
        const rows = Array.from({ length: rollout.batchSize }, (_, b) =>
          Math.min(first + b, unseen.trajectories - 1),
        );
        const { frames } = await rollout.run(
          trainer.judgedParameters(state),
          stackInputs(model, unseen, rows, inputs),
          films.dt,
        );
        rows.forEach((row, b) => {
          for (let k = 0; k < foreseen; k++) {
            const at = b * (rollout.steps + 1) + firstUnseenStep(preset) + k;
            const folded = (frames.data as Float32Array).subarray(at * size, (at + 1) * size);
            unfoldFrame(folded, image, blockSize, predicted, (row * foreseen + k) * size);
          }
        });
      }
      return errorOf(predicted, unseen);
    },
    async stop() {
      await rollout.dispose();
      await training.dispose();
    },
  };
}
