import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { matrixFrom } from '../../graph/matrix.ts';
import { rule, type KernelRule } from './rule.ts';

/** x divided by a power of the mean square of its neighbours among the channels. */
function localResponse(build: GraphBuilder, x: Node, { depthRadius, bias, alpha, beta }: tf.LRNAttrs): Node {
  const channels = x.shape[x.shape.length - 1];
  const near = matrixFrom(channels, channels, (a, b) => (Math.abs(a - b) <= depthRadius ? 1 : 0));
  const squares = build.reshape(build.mul(x, x), [sizeOf(x.shape) / channels, channels]);
  const sums = build.reshape(build.matMul(squares, build.matrix(near)), x.shape);
  const scaled = build.add(build.mul(sums, build.fill(alpha, [])), build.fill(bias, []));
  return build.mul(x, build.binary('Pow', scaled, build.fill(-beta, [])));
}

/** Kernels that scale by statistics of the batch or of neighbours. */
export const normalizationKernels: Record<string, KernelRule> = {
  FusedBatchNorm: rule<tf.FusedBatchNormAttrs>(
    (build, { x, mean, variance, scale, offset }, { varianceEpsilon }) => {
      const deviation = build.unary('Rsqrt', build.add(variance, build.fill(varianceEpsilon, [])));
      const factor = scale === undefined ? deviation : build.mul(deviation, scale);
      const scaled = build.mul(build.binary('Sub', x, mean), factor);
      return offset === undefined ? scaled : build.add(scaled, offset);
    },
  ),
  LRN: rule<tf.LRNAttrs>((build, { x }, attributes) => localResponse(build, x, attributes)),
};
