import {
  draw,
  fit,
  logDensity,
  neuralHamiltonianFlow,
  trainedFlow,
  twoMoons,
  type FitMoment,
} from '@hgn/flow';
import { key, ravel } from '@hgn/nn';

const engine = { engine: 'onnx-cpu', threads: 2 } as const;

/**
 * How long `fit` takes on two moons until the log-likelihood of unseen points stays within 0.05 nats of where it ends.
 * Compilation counts, judging does not: that is done afterwards, with the parameters of each moment.
 */
export async function fitTime({ steps = 2000, every = 100 } = {}): Promise<object> {
  const flow = neuralHamiltonianFlow({ features: 2 });
  const samples = await draw(twoMoons(), 20_000, { seed: 1, ...engine });
  const unseen = await draw(twoMoons(), 2000, { seed: 2, ...engine });
  const moments: { seconds: number; moment: FitMoment }[] = [];
  const begin = performance.now();
  const secondsNow = () => (performance.now() - begin) / 1000;
  const trained = await fit(flow, samples, {
    steps,
    checkpointEvery: every,
    onCheckpoint: (moment) => void moments.push({ seconds: secondsNow(), moment }),
    ...engine,
  });
  const totalSeconds = secondsNow();
  const layout = ravel(flow.init(key(0)));
  const likelihoods: number[] = [];
  for (const { moment } of moments) {
    const parameters = layout.unravelArrays(moment.state.parameters);
    const then = trainedFlow(flow, { ...trained, parameters }, engine);
    likelihoods.push(average(await then.logProb(unseen, { importanceSamples: 64 })));
    await then.dispose();
  }
  await trained.dispose();
  const final = likelihoods[likelihoods.length - 1];
  const last = likelihoods.findLastIndex((value) => Math.abs(value - final) > 0.05);
  const reached = moments[last + 1];
  return {
    problem: 'fit on two moons',
    steps,
    stepWithin: reached.moment.step,
    secondsWithin: reached.seconds,
    totalSeconds,
    finalLogLikelihood: final,
    truth: average(await logDensity(twoMoons(), unseen, engine)),
  };
}

const average = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value / values.length, 0);
