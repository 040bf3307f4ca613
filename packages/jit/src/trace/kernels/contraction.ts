import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
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
        ); // oxfmt-ignore
      }
  }
  throw new Error(`jit: fused activation must be one that tfjs knows, but got ${activation}`);
}

/** A node with a letter for each axis. */
interface Lettered {
  readonly node: Node;
  readonly letters: readonly string[];
}

const only = (letters: readonly string[], keep: (letter: string) => boolean) => letters.filter(keep);

/** Sums over the letters that are not needed, and puts the others in the order of `wanted`. */
function arranged(build: GraphBuilder, { node, letters }: Lettered, wanted: readonly string[]): Node {
  const summed = letters.flatMap((letter, axis) => (wanted.includes(letter) ? [] : [axis]));
  const kept = only(letters, (letter) => wanted.includes(letter));
  const reduced = build.reduce('ReduceSum', node, summed);
  return build.transpose(
    reduced,
    only(wanted, (letter) => kept.includes(letter)).map((letter) => kept.indexOf(letter)),
  );
}

/** The product of two operands as one batched matrix product, with the needed letters left. */
function contracted(build: GraphBuilder, a: Lettered, b: Lettered, needed: ReadonlySet<string>): Lettered {
  const shared = only(a.letters, (letter) => b.letters.includes(letter));
  const batch = only(shared, (letter) => needed.has(letter));
  const inner = only(shared, (letter) => !needed.has(letter));
  const left = only(a.letters, (letter) => !shared.includes(letter) && needed.has(letter));
  const right = only(b.letters, (letter) => !shared.includes(letter) && needed.has(letter));
  const lengths = new Map<string, number>();
  for (const { node, letters } of [a, b]) letters.forEach((letter, i) => lengths.set(letter, node.shape[i]));
  const shapeOf = (letters: readonly string[]) => letters.map((letter) => lengths.get(letter) ?? 1);
  const grouped = (operand: Lettered, groups: readonly (readonly string[])[]) =>
    build.reshape(
      arranged(build, operand, groups.flat()),
      groups.map((letters) => sizeOf(shapeOf(letters))),
    );
  const product = build.matMul(grouped(a, [batch, left, inner]), grouped(b, [batch, inner, right]));
  const letters = [...batch, ...left, ...right];
  return { node: build.reshape(product, shapeOf(letters)), letters };
}

function einsum(build: GraphBuilder, operands: readonly Node[], { equation }: tf.EinsumAttrs): Node {
  const [inputs, output] = equation.replace(/\s/g, '').split('->');
  const wanted = Array.from(output);
  const [first, ...others] = inputs.split(',').map((letters, i): Lettered => ({
    node: operands[i],
    letters: Array.from(letters),
  }));
  const result = others.reduce((sofar, operand, i) => {
    const later = others.slice(i + 1).flatMap(({ letters }) => letters);
    return contracted(build, sofar, operand, new Set([...wanted, ...later]));
  }, first);
  return arranged(build, result, wanted);
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
  Einsum: rule<tf.EinsumAttrs>((build, inputs, attributes) =>
    einsum(build, Object.values(inputs), attributes),
  ),
};
