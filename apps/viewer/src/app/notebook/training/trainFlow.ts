import { ndarray, type NdArray } from '@hgn/autodiff';
import { draw, fit, neuralHamiltonianFlow, targets } from '@hgn/flow';
import { jit, type JitOptions } from '@hgn/jit';
import { key, ravel } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { Gate } from './gate.ts';
import type { FlowMoment, FlowTask } from './tasks.ts';

const shownSamples = 600;
const nodes = 33;

/** Trains a Neural Hamiltonian Flow and tells, every so many steps, where its samples are and what its energies are. */
export async function trainFlow(
  task: FlowTask,
  {
    gate,
    tell,
    clock,
    ...options
  }: JitOptions & {
    readonly gate: Gate;
    readonly tell: (moment: FlowMoment) => void;
    readonly clock: () => number;
  },
): Promise<void> {
  const { seed, steps, every } = task;
  const flow = neuralHamiltonianFlow({
    features: 2,
    blocks: task.blocks,
    steps: task.leapfrogSteps,
    hidden: task.hidden,
    encoder: { hidden: task.hidden },
  });
  const points = await draw(targets[task.target](), task.samples, { seed, ...options });
  // `fit` brings the samples to mean 0 and deviation 1; what is shown is in their own units.
  const { shift, scale } = standardisation(points);
  const layout = ravel(flow.init(key(seed)));
  const noise = flow.noise(key(seed + 1), shownSamples);
  const grid = ndarray(gridPoints(), [nodes * nodes, 2]);
  const look = (vector: tf.Tensor, drawn: unknown, plane: tf.Tensor) =>
    tf.tidy(() => {
      const parameters = layout.unravel(vector) as Record<string, Record<number, Record<string, never>>>;
      const all = flow.sample(parameters, drawn as never);
      const blocks = (parameters as { readonly transform: readonly Record<string, never>[] }).transform;
      const lastBlock = flow.blocks[flow.blocks.length - 1];
      const own = blocks[flow.blocks.length - 1];
      return {
        samples: all,
        potential: lastBlock.potential.value(own.potential, plane),
        kinetic: lastBlock.kinetic.value(own.kinetic, plane),
      };
    });
  const compiled = await jit(look as never, [layout.vector, noise, grid] as never, options);
  const run = compiled.arrays as unknown as (
    ...inputs: unknown[]
  ) => Promise<Record<'samples' | 'potential' | 'kinetic', NdArray>>;
  const target = Float32Array.from(points.data.subarray(0, 2 * shownSamples));
  let loss = NaN;
  let begun = clock();
  let looking = 0;
  const show = async (step: number, vector: NdArray): Promise<void> => {
    const from = clock();
    const seen = await run(vector, noise, grid);
    const samples = Float32Array.from(seen.samples.data, (x, i) => shift[i % 2] + scale[i % 2] * x);
    looking += clock() - from;
    tell({
      kind: 'flow',
      step,
      steps,
      loss,
      samples,
      potential: Float32Array.from(seen.potential.data),
      kinetic: Float32Array.from(seen.kinetic.data),
      nodes,
      target,
      millisecondsPerStep: (clock() - begun - looking) / Math.max(1, step),
    });
  };
  try {
    await show(0, layout.vector);
    begun = clock();
    looking = 0;
    const trained = await fit(flow, points, {
      ...options,
      steps,
      seed,
      logEvery: 1,
      checkpointEvery: every,
      async onProgress(record) {
        loss = record.loss;
        await gate.pass();
      },
      onCheckpoint: ({ step, state }) => show(step, state.parameters),
    });
    await trained.dispose();
  } finally {
    await compiled.dispose();
  }
}

function standardisation({ data }: NdArray): {
  readonly shift: readonly number[];
  readonly scale: readonly number[];
} {
  const rows = data.length / 2;
  const column = (c: number): number[] => Array.from({ length: rows }, (_, i) => data[2 * i + c]);
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const shift = [mean(column(0)), mean(column(1))];
  const scale = [0, 1].map((c) => Math.sqrt(mean(column(c).map((x) => (x - shift[c]) ** 2))));
  return { shift, scale };
}

/** Nodes of [-3, 3]², x fastest. */
function gridPoints(): Float32Array {
  const place = (i: number): number => -3 + (6 * i) / (nodes - 1);
  return Float32Array.from({ length: 2 * nodes * nodes }, (_, i) => {
    const node = i >> 1;
    return place(i % 2 === 0 ? node % nodes : Math.floor(node / nodes));
  });
}
