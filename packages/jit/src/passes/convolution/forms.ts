import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';

/** A convolution and both its gradients, in one way to compute them. */
export interface ConvolutionForms {
  /** y [N,OH,OW,O] from x [N,H,W,C] and the filter [kh,kw,C,O]. */
  forward(build: GraphBuilder, x: Node, filter: Node): Node;
  /** The gradient of x from dy and the filter. */
  inputGradient(build: GraphBuilder, dy: Node, filter: Node): Node;
  /** The gradient of the filter from x and dy. */
  filterGradient(build: GraphBuilder, x: Node, dy: Node): Node;
}
