import { countUses, sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { factorsOf, productOf, type Factors, type IsPrivate } from './factors.ts';

/**
 * Multiplies chains of factors in the order that costs least: what has few elements first, and what other nodes
 * have already multiplied not again. Derivatives of smooth activations share most of their factors.
 */
export const reassociateProducts: Pass = (graph, build) => {
  const uses = countUses(graph);
  const isPrivate: IsPrivate = (node) => uses.get(node) === 1;
  const inner = innerProducts(graph, isPrivate);
  const known = sharedProducts(graph, inner);
  return rewriting((node, builder, original, replaced) => {
    if (original.op !== 'Mul' || original.dtype !== 'float32' || inner.has(original)) return node;
    const factors = factorsOf(original, isPrivate);
    if (factors.nodes.length + Number(factors.scale !== 1) < 3) return node;
    const { scale, nodes } = withKnownProducts(factors, known, original);
    const result = productOf({ scale, nodes: nodes.map(replaced) }, builder);
    return result === undefined ? node : builder.broadcastTo(result, original.shape);
  })(graph, build);
};

/** Products that are only a factor of another product. */
function innerProducts(graph: Graph, isPrivate: IsPrivate): Set<Node> {
  const inner = new Set<Node>();
  for (const node of topologicalOrder(graph)) {
    if (node.op !== 'Mul') continue;
    for (const input of node.inputs) if (input.op === 'Mul' && isPrivate(input)) inner.add(input);
  }
  return inner;
}

const keyOf = (a: Node, b: Node) => (a.id < b.id ? `${a.id},${b.id}` : `${b.id},${a.id}`);

/** Products of two nodes that are computed in any case, by their factors. */
function sharedProducts(graph: Graph, inner: ReadonlySet<Node>): Map<string, Node> {
  const known = new Map<string, Node>();
  for (const node of topologicalOrder(graph)) {
    if (node.op === 'Mul' && !inner.has(node)) known.set(keyOf(node.inputs[0], node.inputs[1]), node);
  }
  return known;
}

/** The factors with pairs replaced by nodes that are their product, those of most elements first. */
function withKnownProducts({ scale, nodes }: Factors, known: ReadonlyMap<string, Node>, root: Node): Factors {
  let factors = nodes;
  for (;;) {
    let best:
      | { readonly pair: readonly [number, number]; readonly product: Node; readonly size: number }
      | undefined;
    for (let i = 0; i < factors.length; i++) {
      for (let j = i + 1; j < factors.length; j++) {
        const product = known.get(keyOf(factors[i], factors[j]));
        if (product === undefined || product === root) continue;
        // Only what comes earlier, so that no product becomes a factor of itself.
        if (product.id >= root.id) continue;
        const size = sizeOf(factors[i].shape) + sizeOf(factors[j].shape);
        if (best === undefined || size > best.size) best = { pair: [i, j], product, size };
      }
    }
    if (best === undefined) return { scale, nodes: factors };
    const { pair, product } = best;
    factors = [...factors.filter((_, at) => !pair.includes(at)), product];
  }
}
