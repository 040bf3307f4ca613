// A small training in a process of its own: node … run.ts <folder> <steps> [kill-at]
import '@tensorflow/tfjs-backend-cpu';
import { valueAndGrad, type NdArray, type Tree } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { adam, foldIn, key, mlp, movingAverage, normal, ravel, type Key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { train } from '../src/index.ts';
import { loadCheckpoint, metricsFile, saveCheckpoint } from '../src/node/index.ts';

const [folder, steps, killAt] = process.argv.slice(2);
const net = mlp({ inputs: 2, hidden: [16, 16], outputs: 1, activation: 'tanh' });
const optimiser = adam({ learningRate: 3e-3 });
const average = movingAverage({ decay: 0.9 });
const { vector, unravel, ravelTensors } = ravel(net.init(key(1)));

interface State<L> {
  readonly params: L;
  readonly optimiser: Tree<L>;
  readonly average: Tree<L>;
}
const initial: State<NdArray> = {
  params: vector,
  optimiser: optimiser.init(vector),
  average: average.init(vector),
};

function update(state: State<tf.Tensor>, x: tf.Tensor) {
  const target = tf.sin(tf.sum(x, 1, true));
  const loss = (params: Tree<tf.Tensor>) => tf.mean(tf.square(tf.sub(net.apply(params, x), target)));
  const { value, grad } = valueAndGrad(loss)(unravel(state.params));
  const next = optimiser.update(ravelTensors(grad), state.optimiser, state.params);
  return {
    state: {
      params: next.params,
      optimiser: next.state,
      average: average.update(state.average, next.params),
    },
    loss: value,
  };
}

const batch = (randomKey: Key, index: number) => normal(foldIn(randomKey, index), [8, 2]);
const exists = killAt === undefined && process.env.RESUME === 'yes';
const resumed = exists ? await loadCheckpoint(folder) : undefined;
const from = resumed?.step ?? 0;
const start = (resumed?.state ?? { model: initial, randomKey: [...key(7)] }) as unknown as {
  model: State<NdArray>;
  randomKey: [number, number];
};
/** The compiled step; the types of trees of unknown form are too deep for the compiler. */
interface Compiled {
  arrays(model: State<NdArray>, x: NdArray): Promise<{ state: State<NdArray>; loss: NdArray }>;
  dispose(): Promise<void>;
}
const example: unknown = [start.model, batch(start.randomKey, 0)];
const step = (await jit(update as never, example as never)) as unknown as Compiled;
const metrics = await metricsFile(`${folder}/metrics.jsonl`, { from });

await train({
  state: start,
  from,
  steps: Number(steps),
  batch: (index) => batch(start.randomKey, index),
  step: async ({ model, randomKey }, x) => {
    const { state, loss } = await step.arrays(model, x);
    return { state: { model: state, randomKey }, metrics: { loss: loss.data[0] } };
  },
  checkpointEvery: 5,
  onMetrics: async ({ step: done, loss }) => {
    await metrics.write({ step: done, loss });
    // As abrupt as a power cut: no handler runs, nothing is flushed.
    if (String(done) === killAt) process.kill(process.pid, 'SIGKILL');
  },
  onCheckpoint: async (moment) => {
    await saveCheckpoint(folder, { ...moment, state: moment.state as never, metadata: {} });
  },
});
await metrics.close();
await step.dispose();
