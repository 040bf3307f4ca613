import { generate, presets as systems, type Dataset } from '@hgn/datasets';
import { compileTraining, evaluate } from '@hgn/model';
import type { Goal, Recipe } from './recipes.ts';

/** How one way to a goal went. */
export interface Finish {
  /** Seconds of training, without evaluations; null when the recipe ended before the goal. */
  readonly seconds: number | null;
  /** Seconds of training, without evaluations, whether it got there or not. */
  readonly spent: number;
  readonly steps: number;
  /** Times below the better baseline, at the last look. */
  readonly timesBelow: number;
}

interface Runner {
  /** Trains another stretch; true when there is nothing more to do. */
  stretch(): Promise<boolean>;
  finish(): Finish;
  dispose(): Promise<void>;
}

/** Stretches of a training after each of which the model is judged. */
const stretches = 40;

/**
 * Trains both recipes of a goal in turn, a fortieth of their steps at a time, so that a busy moment hits both alike, and
 * judges each after every stretch, off the clock, until it is there.
 */
export async function race(
  goal: Goal,
  { seed, threads, log }: { readonly seed: number; readonly threads: number; log(text: string): void },
): Promise<{ readonly before: Finish; readonly now: Finish }> {
  const recipe = systems[goal.system];
  const test = generate(recipe, { seed: 1_000_003, trajectories: 64, frames: 40 });
  const runners: Runner[] = [];
  try {
    for (const side of [goal.before, goal.now]) runners.push(await start(side, goal, test, seed, threads));
    const running = new Set(runners);
    while (running.size > 0) {
      for (const runner of [...running]) if (await runner.stretch()) running.delete(runner);
      log(runners.map((each) => describe(each.finish())).join('   '));
    }
    const [before, now] = runners.map((each) => each.finish());
    return { before, now };
  } finally {
    for (const runner of runners) await runner.dispose();
  }
}

const describe = ({ seconds, steps, timesBelow }: Finish): string =>
  `${seconds === null ? '' : `${seconds.toFixed(1)} s, `}${steps} steps: ${timesBelow.toFixed(1)} times below`;

async function start(
  { preset, trajectories, frames }: Recipe,
  goal: Goal,
  test: Dataset,
  seed: number,
  threads: number,
): Promise<Runner> {
  const sequences = generate(systems[goal.system], { seed: seed + 1, trajectories, frames });
  const { model, trainer, initial, step, dispose } = await compileTraining({
    preset,
    sequences,
    seed,
    threads,
  });
  const { steps } = preset.training;
  let state = initial;
  let done = 0;
  let milliseconds = 0;
  let timesBelow = 0;
  return {
    async stretch() {
      const until = Math.min(steps, done + Math.ceil(steps / stretches));
      const begun = performance.now();
      while (done < until) ({ state } = await step(state, done++));
      milliseconds += performance.now() - begun;
      const { tasks } = await evaluate(model, trainer, trainer.judgedParameters(state), test, {
        dt: sequences.dt,
        protocol: preset.protocol,
        horizon: goal.frames,
        threads,
      });
      timesBelow = tasks.forward.timesBelowBaseline;
      return done >= steps || timesBelow >= goal.timesBelow;
    },
    finish: () => ({
      seconds: timesBelow >= goal.timesBelow ? milliseconds / 1000 : null,
      spent: milliseconds / 1000,
      steps: done,
      timesBelow,
    }),
    dispose,
  };
}
