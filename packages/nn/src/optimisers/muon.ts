import { treeMap, type Tree } from '@hgn/autodiff';
import { requireOptions, type OptionNames } from '@hgn/options';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch } from '../layers/parameter.ts';
import type { Ravelled } from '../parameters/ravel.ts';
import { scope } from '../scope.ts';
import { adam, adamOptionNames, type AdamOptions } from './adam.ts';
import type { Optimiser } from './optimiser.ts';

/** Options of {@link muon}. */
export interface MuonOptions extends AdamOptions {
  /** Decay of the average of gradients, from 0 to below 1; default 0.95. */
  readonly beta1?: number;
  /** How parameters lie in the one vector that `update` is then given; without it, it is given trees. */
  readonly layout?: Pick<Ravelled, 'unravel' | 'ravelTensors'>;
}

const muonOptionNames: OptionNames<MuonOptions> = { ...adamOptionNames, layout: true };

/**
 * Muon: matrices move by the nearest orthogonal matrix of their averaged gradient, everything else by Adam.
 *
 * All directions of a matrix then learn equally fast, where the gradient has a few that outweigh the rest. A leaf of two
 * axes or more is a matrix, all axes but the last its rows (a convolution's kernel: height x width x inputs), unless one
 * of both is 1. The step is `0.2 sqrt(max(rows, columns))` times the rate, which is as long as Adam's, so that one rate
 * serves both. State: that of {@link adam}, whose first moment is the averaged gradient.
 *
 * Cost: that of Adam, and 15 products of matrices as wide as the narrower side, a leaf.
 *
 * Source: K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024), with the look ahead of
 * Nesterov and five steps of its quintic iteration; the length of the step is that of J. Liu et al., arXiv:2502.16982,
 * section 2.2.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * const optimiser = muon({ learningRate: 5e-3 });
 * const state = optimiser.init(mlp({ inputs: 2, hidden: [64], outputs: 1 }).init(key(0)));
 */
export function muon(options: MuonOptions = {}): Optimiser {
  requireOptions('muon', options, muonOptionNames);
  const { layout, learningRate = 1e-3, beta1 = 0.95, ...rest } = options;
  const inner = adam({ learningRate, beta1, ...rest });
  const open = (tree: Tree<Tensor>): Tree<Tensor> => layout?.unravel(tree as Tensor) ?? tree;
  const close = (tree: Tree<Tensor>): Tree<Tensor> => layout?.ravelTensors(tree) ?? tree;
  return {
    init: (params) => inner.init(params),
    update: <Params extends Tree<Tensor>>(
      grads: Tree<Tensor>,
      state: Tree<Tensor>,
      params: Params,
      { learningRate: rate = learningRate }: { learningRate?: number | Tensor } = {},
    ) =>
      scope(() => {
        const byAdam = inner.update(grads, state, params, { learningRate: rate });
        const ahead = treeMap(
          (m: Tensor, g: Tensor) => tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)),
          branch('muon', byAdam.state, 'firstMoment'),
          grads,
        );
        const updated = treeMap(
          (p: Tensor, otherwise: Tensor, slope: Tensor) => {
            const columns = p.rank < 2 ? 1 : p.shape[p.rank - 1];
            const rows = p.size / columns;
            if (Math.min(rows, columns) === 1) return otherwise;
            const step = tf.mul(orthogonal(tf.reshape(slope, [rows, columns])), stepLength(rows, columns));
            return tf.sub(p, tf.reshape(tf.mul(step, rate), p.shape));
          },
          open(params),
          open(byAdam.params),
          open(ahead),
        );
        return { params: close(updated) as Params, state: byAdam.state };
      }),
  };
}

/** What makes the root mean square of an orthogonal matrix that of a usual step of Adam. */
const stepLength = (rows: number, columns: number): number => 0.2 * Math.sqrt(Math.max(rows, columns));

/** Coefficients of the odd polynomial that takes every singular value towards 1, the small ones fast. */
const [linear, cubic, quintic] = [3.4445, -4.775, 2.0315];

/** About U V^T of a matrix U S V^T: singular values between 0.7 and 1.2 by five steps of a Newton-Schulz iteration. */
export function orthogonal(matrix: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = matrix.shape;
  const wide = rows < columns;
  let x: tf.Tensor2D = tf.div(matrix, tf.add(tf.sqrt(tf.sum(tf.square(matrix))), 1e-12));
  for (let i = 0; i < 5; i++) {
    const square: tf.Tensor2D = wide ? tf.matMul(x, x, false, true) : tf.matMul(x, x, true, false);
    const factor: tf.Tensor2D = tf.add(tf.mul(square, cubic), tf.mul(tf.matMul(square, square), quintic));
    x = tf.add(tf.mul(x, linear), wide ? tf.matMul(factor, x) : tf.matMul(x, factor));
  }
  return x;
}
