import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { factorsOf, productOf, type IsPrivate } from '../products/factors.ts';
import { readByProductsOnly } from './scaleSums.ts';
import { alongAxis, isMatrixProduct, keptAxis, scalingAlong, variesAlong } from './scaling.ts';

/** A call costs as much as scaling this many elements. */
const elementsPerCall = 8192;

/**
 * Where several products with one weight are scaled by one vector, before or after, the weight is scaled instead, once:
 * (x∘r)·w = x·(rᵀ∘w), and (x·w)∘r = x·(w∘r).
 */
export const scaleWeights: Pass = (graph, build) => {
  const plans = worthwhile(plansOf(graph));
  return rewriting((node, builder, original, replaced) => {
    const plan = plans.get(original);
    return plan === undefined ? node : applied(plan, replaced, builder);
  })(graph, build);
};

/** A product whose weight could take in a vector: the scaled node that goes, and what to make in its place. */
interface Plan {
  /** What is rewritten: the product itself, or the scaling of its result. */
  readonly root: Node;
  readonly product: Node<'MatMul'>;
  /** Which operand of the product is the weight, and along which of its axes it is scaled. */
  readonly side: number;
  readonly axis: number;
  readonly vector: Node;
  /** Stands in for the other operand: without its scaling, where that is taken over. */
  readonly other: Node;
  /** What else the product is multiplied by, where its result is scaled. */
  readonly factors: readonly Node[];
  readonly scale: number;
  /** Elements that no longer need to be multiplied; the same scaling counts once. */
  readonly saves: Node;
}

function plansOf(graph: Graph): Plan[] {
  const uses = countUses(graph);
  const isPrivate: IsPrivate = (node) => uses.get(node) === 1;
  const onlyMultiplied = readByProductsOnly(graph);
  const inner = new Set<Node>();
  for (const node of topologicalOrder(graph)) {
    if (node.op === 'Mul')
      node.inputs.filter((x) => x.op === 'Mul' && isPrivate(x)).forEach((x) => inner.add(x));
  }
  return topologicalOrder(graph).flatMap((node) => {
    if (isMatrixProduct(node)) return scaledOperand(node, onlyMultiplied);
    return node.op === 'Mul' && !inner.has(node) ? scaledResult(node, isPrivate) : [];
  });
}

/** (x∘r)·w, where r varies along the axis that is summed over. */
function scaledOperand(product: Node<'MatMul'>, onlyMultiplied: ReadonlySet<Node>): Plan[] {
  for (const side of [0, 1]) {
    const scaled = product.inputs[1 - side];
    const scaling = scalingAlong(scaled, 1 - keptAxis(product, 1 - side));
    if (scaling === undefined || !onlyMultiplied.has(scaled)) continue;
    const axis = 1 - keptAxis(product, side);
    const { matrix, vector } = scaling;
    return [
      { root: product, product, side, axis, vector, other: matrix, factors: [], scale: 1, saves: scaled },
    ];
  }
  return [];
}

/** (x·w)∘r∘…, where r varies along the axis of the weight that the result keeps. */
function scaledResult(root: Node<'Mul'>, isPrivate: IsPrivate): Plan[] {
  const { scale, nodes } = factorsOf(root, isPrivate);
  for (const product of nodes) {
    if (!isMatrixProduct(product) || !isPrivate(product) || product.shape.join() !== root.shape.join())
      continue;
    for (const side of [1, 0]) {
      const vector = nodes.find((factor) => variesAlong(factor, side, product));
      if (vector === undefined) continue;
      const factors = nodes.filter((factor) => factor !== vector && factor !== product);
      const axis = keptAxis(product, side);
      return [
        { root, product, side, axis, vector, other: product.inputs[1 - side], factors, scale, saves: root },
      ];
    }
  }
  return [];
}

/** The plans that share a scaled weight with enough others to pay for scaling it. */
function worthwhile(plans: readonly Plan[]): Map<Node, Plan> {
  const groups = new Map<string, Plan[]>();
  for (const plan of plans) {
    const key = `${plan.product.inputs[plan.side].id},${plan.axis},${plan.vector.id}`;
    groups.set(key, [...(groups.get(key) ?? []), plan]);
  }
  const chosen = new Map<Node, Plan>();
  for (const group of groups.values()) {
    const [{ product, side }] = group;
    const saved = new Set(group.map(({ saves }) => saves));
    const savedElements = [...saved].reduce((sum, { shape }) => sum + sizeOf(shape) + elementsPerCall, 0);
    if (savedElements <= sizeOf(product.inputs[side].shape) + elementsPerCall) continue;
    for (const plan of group) chosen.set(plan.root, plan);
  }
  return chosen;
}

function applied(plan: Plan, replaced: (node: Node) => Node, build: GraphBuilder): Node {
  const { product, side, axis, vector, other, factors, scale } = plan;
  const weight = replaced(product.inputs[side]);
  const scaled = build.mul(weight, alongAxis(replaced(vector), axis, build));
  const operands = side === 0 ? [scaled, replaced(other)] : [replaced(other), scaled];
  const made = build.matMul(operands[0], operands[1], product.attributes);
  return productOf({ scale, nodes: [...factors.map(replaced), made] }, build) ?? made;
}
