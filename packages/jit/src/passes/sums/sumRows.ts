import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';
import { divisorNear, longestSum } from './splitSums.ts';

/** With fewer columns the runtime's own sum is as fast. */
const fewestColumns = 4;

/**
 * Sums over the rows of a matrix become products with a row of ones: the runtime's product of a vector and a matrix
 * reads memory in order, its sum over rows does not, and takes seven times as long. Long sums are made in two stages, as
 * splitSums makes others.
 */
export const sumRows = rewritingEach((node, build) => {
  if (node.op !== 'ReduceSum' || node.dtype !== 'float32') return node;
  const [x] = node.inputs;
  if (x.shape.length !== 2 || node.attributes.axes.join() !== '0') return node;
  if (x.shape[0] === 1 || x.shape[1] < fewestColumns) return node;
  const sum = sumOfRows(x, build);
  return sum === undefined ? node : build.reshape(sum, node.shape);
});

/** The sum [1, n] of the rows of a matrix; undefined where they are too many and cannot be grouped evenly. */
function sumOfRows(x: Node, build: GraphBuilder): Node | undefined {
  const [rows, columns] = x.shape;
  if (rows <= longestSum) return build.matMul(build.fill(1, [1, rows]), x);
  const groups = divisorNear(rows);
  if (groups === undefined) return undefined;
  const partial = sumOfRows(build.reshape(x, [rows / groups, groups * columns]), build);
  return partial === undefined ? undefined : sumOfRows(build.reshape(partial, [groups, columns]), build);
}
