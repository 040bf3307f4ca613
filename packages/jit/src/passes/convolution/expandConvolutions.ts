import type { ConvolutionForms } from './forms.ts';
import type { Window } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { choosePlan } from './plan.ts';
import type { ConvolutionShapes, Plan } from './plans.ts';
import { pointForms } from './pointwise.ts';
import { tapForms } from './taps.ts';

export interface ConvolutionOptions {
  /** Use plain sums over taps everywhere: no Winograd rounding, about a third of the speed. */
  readonly exact: boolean;
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
