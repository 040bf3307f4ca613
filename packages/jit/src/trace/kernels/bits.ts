import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { rule, type KernelRule } from './rule.ts';

/** An int32 is eight digits of four bits: the last one keeps its sign as floor division leaves it. */
const digits = 8;
const base = 16;

/**
 * What each pair of digits adds to a & b, at digit·256 + 16·(a's digit) + b's digit. The highest digit stands for bits
 * 28 to 31, of which the last counts -2³¹: an Int32Array wraps 2³¹ to that.
 */
const contributions = Int32Array.from(
  { length: digits * base * base },
  (_, i) => ((Math.floor(i / base) % base) & (i % base)) * base ** Math.floor(i / (base * base)),
);

/** The bits that both have. ONNX has the operator from set 18 on, later than what is written here. */
function bitwiseAnd(build: GraphBuilder, a: Node, b: Node): Node {
  const integers = (entry: (i: number) => number) =>
    build.constant(Int32Array.from({ length: digits }, (_, i) => entry(i)), [digits], 'int32'); // oxfmt-ignore
  const number = (value: number) => build.fill(value, [], 'int32');
  const digitsOf = (x: Node) => {
    const column = build.reshape(x, [...x.shape, 1]);
    const shifted = build.binary('FloorDiv', column, integers((i) => base ** i)); // oxfmt-ignore
    return build.binary('Mod', shifted, number(base));
  };
  const pair = build.add(build.mul(digitsOf(a), number(base)), digitsOf(b));
  const place = build.add(pair, integers((i) => i * base * base)); // oxfmt-ignore
  const table = build.constant(contributions, [contributions.length], 'int32');
  const parts = build.node('Gather', [table, place], { axis: 0 }, place.shape, 'int32');
  return build.reduce('ReduceSum', parts, [place.shape.length - 1]);
}

/** Kernels on the bits of integers. */
export const bitKernels: Record<string, KernelRule> = {
  BitwiseAnd: rule((build, { a, b }) => bitwiseAnd(build, a, b)),
};
