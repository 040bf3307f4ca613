import type { Matrix, Window } from '../../graph/graph.ts';
import type { AxisTransform } from './winograd.ts';

/** What a convolution is of: window, input [N,H,W,C], filter [kh,kw,C,O], output [N,OH,OW,O]. */
export interface ConvolutionShapes {
  readonly window: Window;
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly y: readonly number[];
}

/** Products of channels at points of transformed images: Winograd's, or one point for each tap. */
export interface PointPlan {
  readonly kind: 'points';
  readonly rows: AxisTransform;
  readonly columns: AxisTransform;
  /** Both axes as one: rows transform the pixels, columns are trivial. */
  readonly joint: boolean;
  /** [points of rows and columns, kernel height · width] */
  readonly filter: Matrix;
  /** The outputs are plain sums over the points. */
  readonly sumsPoints: boolean;
}

/** One product with all taps of the side that has few channels; that side is spread over its taps. */
export interface TapPlan {
  readonly kind: 'taps';
  /** Which side has few channels. */
  readonly small: 'x' | 'y';
}

export type Plan = PointPlan | TapPlan;
