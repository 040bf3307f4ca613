import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { rule, type KernelRule } from './rule.ts';

/** x divided by a power of the mean square of its neighbours among the channels. */
function localResponse(build: GraphBuilder, x: Node, { depthRadius, bias, alpha, beta }: tf.LRNAttrs): Node {
  const channels = x.shape[x.shape.length - 1];
  const reach = Math.min(depthRadius, channels - 1);
  const padded = build.pad(build.mul(x, x), [0, 0, 0, reach], [0, 0, 0, reach]);
  const shifted = (by: number) => build.slice(padded, [0, 0, 0, by], x.shape);
  const neighbours = Array.from({ length: 2 * reach + 1 }, (_, by) => shifted(by));
  const sums = neighbours.reduce((sum, part) => build.add(sum, part));
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
