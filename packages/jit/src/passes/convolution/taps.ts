import type { GraphBuilder } from '../../graph/builder.ts';
import type { Matrix, Node, WindowAxis } from '../../graph/graph.ts';
import { matrixFrom, transposed } from '../../graph/matrix.ts';
import type { ConvolutionForms } from './forms.ts';
import type { ConvolutionShapes, TapPlan } from './plans.ts';

/**
 * A convolution with few channels on one side, as one product over all taps: the small side is spread to
 * [rows, taps · channels, columns · N] of the large side, where each tap holds the small pixel that it meets.
 */
export function tapForms({ small }: TapPlan, { window, x, filter, y }: ConvolutionShapes): ConvolutionForms {
  const [smallShape, largeShape] = small === 'x' ? [x, y] : [y, x];
  const rows = incidence(window.rows, small, smallShape[1], largeShape[1]);
  const columns = tapFirst(incidence(window.columns, small, smallShape[2], largeShape[2]), filter[1]);
  const [n, h, w, c] = largeShape;
  const [, hs, ws, cs] = smallShape;
  const taps = filter[0] * cs * filter[1];

  /** [rows, taps · channels, columns · N] of the large side from the small one. */
  const spread = (build: GraphBuilder, image: Node) => {
    const planes = build.reshape(build.transpose(image, [1, 3, 2, 0]), [hs * cs, ws, n]);
    const alongColumns = build.matMul(build.matrix(columns), planes);
    const flat = build.reshape(alongColumns, [hs, cs * filter[1] * w * n]);
    return build.reshape(build.matMul(build.matrix(rows), flat), [h, taps, w * n]);
  };
  /** The transpose of spread: adds up what the taps hold. */
  const collect = (build: GraphBuilder, held: Node) => {
    const flat = build.reshape(held, [h * filter[0], cs * filter[1] * w * n]);
    const alongRows = build.matMul(build.matrix(transposed(rows)), flat);
    const byColumn = build.reshape(alongRows, [hs * cs, filter[1] * w, n]);
    const planes = build.matMul(build.matrix(transposed(columns)), byColumn);
    return build.transpose(build.reshape(planes, [hs, cs, ws, n]), [3, 0, 2, 1]);
  };
  const largePlanes = (build: GraphBuilder, image: Node) =>
    build.reshape(build.transpose(image, [1, 2, 0, 3]), [h, w * n, c]);
  const order = small === 'x' ? [0, 2, 1, 3] : [0, 3, 1, 2];
  /** Filter [kh,kw,C,O] as [taps · small channels, large channels], taps in the order of spread. */
  const weightsOf = (build: GraphBuilder, weights: Node) =>
    build.reshape(build.transpose(weights, order), [1, taps, c]);

  const toLarge = (build: GraphBuilder, image: Node, weights: Node) => {
    const product = build.matMul(spread(build, image), weightsOf(build, weights), { transposeA: true });
    return build.transpose(build.reshape(product, [h, w, n, c]), [2, 0, 1, 3]);
  };
  const toSmall = (build: GraphBuilder, image: Node, weights: Node) => {
    const held = build.matMul(weightsOf(build, weights), largePlanes(build, image), { transposeB: true });
    return collect(build, held);
  };
  const toFilter = (build: GraphBuilder, smallImage: Node, largeImage: Node) => {
    const products = build.matMul(spread(build, smallImage), largePlanes(build, largeImage));
    const summed = build.reduce('ReduceSum', products, [0]);
    const tapsFirst = build.reshape(summed, [filter[0], cs, filter[1], c]);
    return build.transpose(tapsFirst, small === 'x' ? [0, 2, 1, 3] : [0, 2, 3, 1]);
  };
  return small === 'x'
    ? { forward: toLarge, inputGradient: toSmall, filterGradient: toFilter }
    : {
        forward: toSmall,
        inputGradient: toLarge,
        filterGradient: (build, image, dy) => toFilter(build, dy, image),
      };
}

/** 0/1 matrix [large · taps, small], by pixel, then tap: which small pixel a tap of a large one meets. */
function incidence(axis: WindowAxis, small: 'x' | 'y', smallLength: number, largeLength: number): Matrix {
  return matrixFrom(largeLength * axis.kernel, smallLength, (row, at) => {
    const [large, tap] = [Math.floor(row / axis.kernel), row % axis.kernel];
    const [input, output] = small === 'x' ? [at, large] : [large, at];
    return input === output * axis.stride + tap * axis.dilation - axis.before ? 1 : 0;
  });
}

/** Rows in the order of taps, then pixels. */
function tapFirst(matrix: Matrix, taps: number): Matrix {
  const pixels = matrix.rows / taps;
  return matrixFrom(matrix.rows, matrix.columns, (row, column) => {
    const [tap, pixel] = [Math.floor(row / pixels), row % pixels];
    return matrix.data[(pixel * taps + tap) * matrix.columns + column];
  });
}
