import type { Expression } from '../expression/expression.ts';
import { setCoefficients, type Group, type Kind } from './kernels.ts';
import type { Series } from './series.ts';
import { isPair } from './seriesText.ts';

/** The recurrences of a long formula: node by node of one kind, so that there is one loop a kind and not a choice a node. */
export function groupedSeries(
  nodes: readonly Expression[],
  field: readonly Expression[],
  order: number,
): Series {
  const width = order + 1;
  const x = new Float64Array(nodes.length * width);
  const index = new Map(nodes.map((node, i) => [node, i]));
  const place = (a: Expression | undefined) => (a === undefined ? 0 : (index.get(a) ?? 0) * width);
  nodes.forEach((node) => {
    if (node.operation === 'constant') x[place(node)] = node.value;
  });
  const groups = groupsOf(nodes, place);
  const rates = Int32Array.from(field, place);
  const states = Int32Array.from(field, (_, i) => {
    const state = nodes.find(({ operation, value }) => operation === 'coordinate' && value === i);
    return state === undefined ? -1 : place(state);
  });
  const time = nodes.find(({ operation }) => operation === 'time');
  const clock = time === undefined ? -1 : place(time);

  return (s, t, c) => {
    if (clock >= 0) {
      x[clock] = t[0];
      x[clock + 1] = 1;
    }
    for (let i = 0; i < states.length; i++) {
      c[i * width] = s[i];
      if (states[i] >= 0) x[states[i]] = s[i];
    }
    for (let k = 0; k < order; k++) {
      for (let g = 0; g < groups.length; g++) setCoefficients(x, k, groups[g]);
      for (let i = 0; i < rates.length; i++) {
        const next = x[rates[i] + k] / (k + 1);
        c[i * width + k + 1] = next;
        if (states[i] >= 0) x[states[i] + k + 1] = next;
      }
    }
  };
}

/** Nodes by how deep they stand, and of one depth by kind. */
function groupsOf(nodes: readonly Expression[], place: (a: Expression | undefined) => number): Group[] {
  const depths = new Map<Expression, number>();
  const groups = new Map<string, { kind: Kind; nodes: Expression[] }>();
  let deepest = 0;
  for (const node of nodes) {
    const depth = 1 + Math.max(-1, ...node.of.map((a) => depths.get(a) ?? 0));
    depths.set(node, depth);
    deepest = Math.max(deepest, depth);
    const kind = kindOf(node);
    if (kind === undefined) continue;
    const key = `${depth} ${kind}`;
    const group = groups.get(key) ?? { kind, nodes: [] };
    groups.set(key, group);
    group.nodes.push(node);
  }
  const inOrder = [...groups.entries()].sort(([a], [b]) => parseInt(a) - parseInt(b));
  return inOrder.map(([, { kind, nodes: members }]) => ({
    kind,
    out: Int32Array.from(members, place),
    a: Int32Array.from(members, ({ of }) => place(of[0])),
    b: Int32Array.from(members, (node) =>
      place(kind === 'sin' || kind === 'cos' ? nodes.find((other) => isPair(other, node)) : node.of[1]),
    ),
    value: Float64Array.from(members, ({ of, value }) => (kind === 'scaled' ? of[0].value : value)),
  }));
}

function kindOf({ operation, of, value }: Expression): Kind | undefined {
  switch (operation) {
    case 'constant':
    case 'coordinate':
    case 'time':
      return undefined;
    case 'product':
      return of[0].operation === 'constant' ? 'scaled' : 'product';
    case 'power':
      return value === 2 ? 'square' : 'power';
    default:
      return operation;
  }
}
