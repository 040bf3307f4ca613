import { ndarray, treeLeaves, treePaths, valueAndGrad, type NdArray, type Tree } from '@hgn/autodiff';
import { grad } from '@hgn/autodiff';
import { leapfrog } from '@hgn/integrators';
import { rollout } from '@hgn/integrators/tfjs';
import { adam, key, mlp, normal, ravel, split, uniform } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { halves } from './halves.ts';
import type { Problem } from './problem.ts';

const features = 2;
const hidden = [128, 128];
const adamOptions = { learningRate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const options = { dt: 0.1, leapfrogSteps: 2, blocks: 2, ...adamOptions };

const encoderNet = mlp({ inputs: features, hidden, outputs: features, activation: 'relu' });
const energyNet = mlp({ inputs: features, hidden, outputs: 1, activation: 'softplus', outputBias: false });

interface Parameters<L> {
  readonly mean: Tree<L>;
  readonly logVariance: Tree<L>;
  readonly blocks: readonly { readonly potential: Tree<L>; readonly kinetic: Tree<L> }[];
}

/** One Adam step of a Neural Hamiltonian Flow on the evidence lower bound of 2-D samples. */
export function hamiltonianFlow(batch = 512): Problem {
  const keys = split(key(3), 8);
  const initial: Parameters<NdArray> = {
    mean: encoderNet.init(keys[0]),
    logVariance: encoderNet.init(keys[1]),
    blocks: Array.from({ length: options.blocks }, (_, block) => ({
      potential: energyNet.init(keys[2 + 2 * block]),
      kinetic: energyNet.init(keys[3 + 2 * block]),
    })),
  };
  const tree = initial as unknown as Tree<NdArray>;
  const layout = ravel(tree);
  const optimiser = adam(adamOptions);
  const leaves = treeLeaves(tree);
  const named = Object.fromEntries(treePaths(tree).map((path, i) => [path, leaves[i]]));
  const data = { samples: ring(batch), noise: normal(keys[7], [batch, features]) };

  type State = { readonly parameters: tf.Tensor; readonly optimiser: Tree<tf.Tensor> };
  const part = ({ parameters }: State, own: Data) => {
    const lossOf = (vector: tf.Tensor) =>
      tf.neg(evidence(layout.unravel(vector) as unknown as Parameters<tf.Tensor>, own));
    const { value, grad: gradient } = valueAndGrad(lossOf)(parameters);
    return { value, gradient };
  };
  const join = (state: State, results: readonly ReturnType<typeof part>[]) => {
    const gradient = tf.div(tf.addN(results.map((one) => one.gradient)), results.length);
    const updated = optimiser.update(gradient, state.optimiser, state.parameters);
    const loss = tf.div(tf.addN(results.map(({ value }) => value)), results.length);
    return { state: { parameters: updated.params, optimiser: updated.state }, loss };
  };
  const step = (state: State, args: Data) => join(state, [part(state, args)]);
  const state = { parameters: layout.vector, optimiser: optimiser.init(layout.vector) };
  const inParts = { part, join, parts: halves(data) };
  return { step, state, args: data, tensors: { ...named, ...data }, options, inParts };
}

interface Data {
  readonly samples: tf.Tensor;
  readonly noise: tf.Tensor;
}

/** Mean of log prior(q0, p0) - log f(p|q), where (q0, p0) is (q, p) taken back through the blocks. */
function evidence({ mean, logVariance, blocks }: Parameters<tf.Tensor>, { samples, noise }: Data): tf.Tensor {
  const logVar = encoderNet.apply(logVariance, samples);
  const p = tf.add(encoderNet.apply(mean, samples), tf.mul(tf.exp(tf.mul(logVar, 0.5)), noise));
  let state = { q: samples, p };
  for (const { potential, kinetic } of [...blocks].reverse()) {
    const dV = grad((x: tf.Tensor) => tf.sum(energyNet.apply(potential, x)));
    const dK = grad((x: tf.Tensor) => tf.sum(energyNet.apply(kinetic, x)));
    const system = {
      separable: true as const,
      dHdq: (q: tf.Tensor) => dV(q),
      dHdp: (_: tf.Tensor, x: tf.Tensor) => dK(x),
    };
    const path = rollout(leapfrog, system, state, { dt: -options.dt, steps: options.leapfrogSteps });
    state = path[path.length - 1];
  }
  const prior = tf.mul(-0.5, tf.sum(tf.add(tf.square(state.q), tf.square(state.p)), 1));
  const encoder = tf.mul(-0.5, tf.sum(tf.add(logVar, tf.square(noise)), 1));
  const constant = -0.5 * features * Math.log(2 * Math.PI);
  return tf.add(tf.mean(tf.sub(prior, encoder)), constant);
}

/** Samples near a circle: eight Gaussians. */
function ring(count: number): NdArray {
  const angles = uniform(key(4), [count]).data;
  const spread = normal(key(5), [count, features]).data;
  const values = Float32Array.from({ length: count * features }, (_, i) => {
    const angle = (2 * Math.PI * Math.floor(8 * angles[i >> 1])) / 8;
    return 2 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + 0.2 * spread[i];
  });
  return ndarray(values, [count, features]);
}
