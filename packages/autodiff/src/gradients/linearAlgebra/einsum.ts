import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';

/** `x`, whose axes carry `labels`, with an axis for each label of `all`, in that order; missing ones of length 1. */
function align(x: tf.Tensor, labels: readonly string[], all: readonly string[]): tf.Tensor {
  const present = all.filter((label) => labels.includes(label));
  const ordered = tf.transpose(
    x,
    present.map((label) => labels.indexOf(label)),
  );
  return tf.reshape(
    ordered,
    all.map((label) => (labels.includes(label) ? x.shape[labels.indexOf(label)] : 1)),
  );
}

/**
 * An einsum that changes nothing, as 'a->a', is the very tensor that it is given on some backends. The tape then has the
 * derivative by that tensor already, and would add it a second time.
 */
function onceForItself(config: tf.GradConfig): tf.GradConfig {
  return {
    ...config,
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [inputs, result] = [saved.slice(0, -1), saved[saved.length - 1]];
      const isItself = inputs.length === 1 && inputs[0].dataId === result.dataId;
      return isItself ? { 0: () => tf.zerosLike(result) } : config.gradFunc(dy, inputs, attributes);
    },
  };
}

/** Sums of products by labelled axes, as in 'ij,jk->ik'. */
export const einsums: readonly tf.GradConfig[] = [
  onceForItself(
    gradientOf(tf.Einsum, 'all', (dy, inputs, { equation }: tf.EinsumAttrs) => {
      const [left, right] = equation.replace(/\s/g, '').split('->');
      const output = Array.from(right);
      const labels = left.split(',').map((term) => Array.from(term));
      const all = [...new Set([...output, ...labels.flat()])];
      const pullback = (index: number) => () => {
        const own = labels[index];
        const factors = inputs.map((input, i) => align(input, labels[i], all)).filter((_, i) => i !== index);
        const product = [align(dy, output, all), ...factors].reduce((a, b) => tf.mul(a, b));
        const summed = all.flatMap((label, axis) => (own.includes(label) ? [] : [axis]));
        const kept = all.filter((label) => own.includes(label));
        const reduced = summed.length === 0 ? product : tf.sum(product, summed);
        const ordered = tf.transpose(
          reduced,
          own.map((label) => kept.indexOf(label)),
        );
        // A label of this input alone was summed over: every element along it gets the same.
        return tf.broadcastTo(ordered, inputs[index].shape);
      };
      return Object.fromEntries(inputs.map((_, i) => [i, pullback(i)]));
    }),
  ),
];
