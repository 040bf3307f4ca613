import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node, Window } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { choosePlan, type ConvolutionShapes, type Plan } from './plan.ts';
import { pointForms } from './pointwise.ts';
import { tapForms } from './taps.ts';

export interface ConvolutionOptions {
  /** Use plain sums over taps everywhere: no Winograd rounding, about a third of the speed. */
  readonly exact: boolean;
}

/** A convolution and both its gradients, in one way to compute them. */
export interface ConvolutionForms {
  /** y [N,OH,OW,O] from x [N,H,W,C] and the filter [kh,kw,C,O]. */
  forward(build: GraphBuilder, x: Node, filter: Node): Node;
  /** The gradient of x from dy and the filter. */
  inputGradient(build: GraphBuilder, dy: Node, filter: Node): Node;
  /** The gradient of the filter from x and dy. */
  filterGradient(build: GraphBuilder, x: Node, dy: Node): Node;
}

/**
 * Convolutions and both their gradients as matrix products between constant transforms of the image axes: the
 * transforms of x and dy are the same nodes wherever they are needed. The cheapest of several ways for each shape.
 */
export function expandConvolutions({ exact }: ConvolutionOptions): Pass {
  const known = new Map<string, ConvolutionForms>();
  const formsFor = (
    window: Window,
    x: readonly number[],
    filter: readonly number[],
    y: readonly number[],
  ) => {
    const shapes: ConvolutionShapes = { window, x, filter, y };
    const key = JSON.stringify(shapes);
    let forms = known.get(key);
    if (forms === undefined) known.set(key, (forms = formsOf(choosePlan(shapes, exact), shapes)));
    return forms;
  };
  return rewriting((node, build) => {
    switch (node.op) {
      case 'Conv2D': {
        const [x, filter] = node.inputs;
        return formsFor(node.attributes.window, x.shape, filter.shape, node.shape).forward(build, x, filter);
      }
      case 'Conv2DInputGradient': {
        const [dy, filter] = node.inputs;
        const forms = formsFor(node.attributes.window, node.shape, filter.shape, dy.shape);
        return forms.inputGradient(build, dy, filter);
      }
      case 'Conv2DFilterGradient': {
        const [x, dy] = node.inputs;
        return formsFor(node.attributes.window, x.shape, node.shape, dy.shape).filterGradient(build, x, dy);
      }
      default:
        return node;
    }
  });
}

function formsOf(plan: Plan, shapes: ConvolutionShapes): ConvolutionForms {
  return plan.kind === 'points' ? pointForms(plan, shapes) : tapForms(plan, shapes);
}
