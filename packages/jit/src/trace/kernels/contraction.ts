import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { rule, type KernelRule } from './rule.ts';

/** Applies the activation that tfjs' fused kernels take by name. */
export function activate(
  build: GraphBuilder,
  x: Node,
  activation: string | undefined,
  { alpha = 0.2, prelu }: { readonly alpha?: number | undefined; readonly prelu?: Node | undefined },
): Node {
  switch (activation ?? 'linear') {
    case 'linear':
      return x;
    case 'relu':
      return build.unary('Relu', x);
    case 'relu6':
      return build.node('Clip', [x], { min: 0, max: 6 }, x.shape, x.dtype);
    case 'elu':
      return build.unary('Elu', x);
    case 'sigmoid':
      return build.unary('Sigmoid', x);
    case 'leakyrelu':
      return build.node('LeakyRelu', [x], { alpha }, x.shape, x.dtype);
    case 'prelu':
      if (prelu !== undefined) {
        return build.select(
          build.compare('GreaterEqual', x, build.fill(0, [])),
          x,
          build.mul(prelu, x),
        ); // prettier-ignore
      }
  }
  throw new Error(`jit: fused activation must be one that tfjs knows, but got ${activation}`);
}

/** Kernels that are sums of products. */
export const contractionKernels: Record<string, KernelRule> = {
  BatchMatMul: rule<tf.BatchMatMulAttrs>((build, { a, b }, attributes) => build.matMul(a, b, attributes)),
  _FusedMatMul: rule<tf._FusedMatMulAttrs>((build, { a, b, bias, preluActivationWeights }, attributes) => {
    const product = build.matMul(a, b, attributes);
    const biased = bias === undefined ? product : build.add(product, bias);
    return activate(build, biased, attributes.activation, {
      alpha: attributes.leakyreluAlpha,
      prelu: preluActivationWeights,
    });
  }),
};
