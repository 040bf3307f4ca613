import type { GraphNode, GraphSnapshot } from '@hgn/jit';

/**
 * What became of a node between two passes: `kept` is the same computation, `rewired` the same operation of other
 * inputs, `added` and `removed` are only in one of the graphs.
 */
export type Change = 'kept' | 'rewired' | 'added' | 'removed';

/** What changed between two graphs. */
export interface GraphDiff {
  /** Of each node of the later graph, by number. */
  readonly after: ReadonlyMap<number, Exclude<Change, 'removed'>>;
  /** Of each node of the earlier graph, by number. */
  readonly before: ReadonlyMap<number, Exclude<Change, 'added'>>;
  /** The node of the earlier graph that a rewired node of the later one was. */
  readonly was: ReadonlyMap<number, number>;
  readonly counts: Readonly<Record<Change, number>>;
}

/**
 * Compares the graphs before and after a pass. Numbers of nodes are those of computations, so a change far up gives
 * everything below it a new number; what has the same operation, attributes and shape and reads what corresponds is
 * found again by pairing: inputs first, and each node once. Cost: linear in the nodes but for equal candidates.
 */
export function diffGraphs(before: GraphSnapshot, after: GraphSnapshot): GraphDiff {
  const known = new Set(before.nodes.map(({ id }) => id));
  const kept = new Set(after.nodes.filter(({ id }) => known.has(id)).map(({ id }) => id));
  const was = pair(before, after, kept);
  const found = new Set(was.values());
  const changeAfter = (id: number) => (kept.has(id) ? 'kept' : was.has(id) ? 'rewired' : 'added');
  const changeBefore = (id: number) => (kept.has(id) ? 'kept' : found.has(id) ? 'rewired' : 'removed');
  return {
    after: new Map(after.nodes.map(({ id }) => [id, changeAfter(id)])),
    before: new Map(before.nodes.map(({ id }) => [id, changeBefore(id)])),
    was,
    counts: {
      kept: kept.size,
      rewired: was.size,
      added: after.nodes.length - kept.size - was.size,
      removed: before.nodes.length - kept.size - was.size,
    },
  };
}

/** Nodes of the later graph that are nodes of the earlier one with other inputs. */
function pair(before: GraphSnapshot, after: GraphSnapshot, kept: ReadonlySet<number>): Map<number, number> {
  const candidates = new Map<string, GraphNode[]>();
  for (const node of before.nodes) {
    if (kept.has(node.id)) continue;
    const kind = kindOf(node);
    const same = candidates.get(kind);
    if (same === undefined) candidates.set(kind, [node]);
    else same.push(node);
  }
  const was = new Map<number, number>();
  const earlier = (id: number) => (kept.has(id) ? id : was.get(id));
  for (const node of after.nodes) {
    if (kept.has(node.id) || node.inputs.length === 0) continue;
    const same = candidates.get(kindOf(node)) ?? [];
    const inputs = node.inputs.map(earlier);
    const agree = (other: GraphNode) => other.inputs.filter((input, i) => input === inputs[i]).length;
    let best = 0;
    let choice = -1;
    // Equal candidates stand in order; a look at the first of them is enough to find nearly all.
    for (let i = 0; i < Math.min(same.length, 64) && best < inputs.length; i++) {
      const score = agree(same[i]);
      if (score > best) [best, choice] = [score, i];
    }
    if (choice < 0) continue;
    was.set(node.id, same[choice].id);
    same.splice(choice, 1);
  }
  return was;
}

const kindOf = ({ op, shape, dtype, attributes, inputs }: GraphNode): string =>
  `${op}|${shape.join()}|${dtype}|${inputs.length}|${JSON.stringify(attributes)}`;
