import type { GraphNode, GraphSnapshot } from '@hgn/jit';

/** A stretch of a graph's nodes in the order of computation, [start, end): what no later part gives to an earlier one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A graph in an order that can be cut anywhere: parts then form a graph without cycles. */
export interface Outline {
  /** The nodes, what they read before them; light ones just before their first use. */
  readonly order: readonly GraphNode[];
  /** Where each node stands in the order, by number. */
  readonly place: ReadonlyMap<number, number>;
  /** How many computed values are still needed behind each place: 0 … order.length. */
  readonly alive: Int32Array;
}

/**
 * Puts a graph in order for {@link split}: as its nodes stand, but for arguments, constants and what else is `light`,
 * such as weights and what is worked out of them alone, which stands where it is first used. Cost: linear.
 *
 * @param light of nodes that read light nodes only
 */
export function outlineOf(
  { nodes, outputs }: GraphSnapshot,
  light: (id: number) => boolean = () => false,
): Outline {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const order: GraphNode[] = [];
  const place = new Map<number, number>();
  const isLight = ({ id, inputs }: GraphNode) => inputs.length === 0 || light(id);
  const append = (last: GraphNode) => {
    // By hand: a sum of a thousand weights is deeper than calls may nest.
    const waiting = [last];
    for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
      const missing = place.has(node.id)
        ? []
        : node.inputs.flatMap((id) => {
            const input = byId.get(id);
            return input === undefined || place.has(id) ? [] : [input];
          });
      if (missing.length > 0) {
        waiting.push(...missing.reverse());
        continue;
      }
      waiting.pop();
      if (place.has(node.id)) continue;
      place.set(node.id, order.length);
      order.push(node);
    }
  };
  nodes.filter((node) => !isLight(node)).forEach(append);
  // Arguments and weights that are results as they are.
  nodes.forEach(append);

  const lastUse = Int32Array.from(order, (_, at) => at);
  order.forEach((node, at) => {
    for (const id of node.inputs) lastUse[placeIn(place, id)] = at;
  });
  for (const id of outputs) lastUse[placeIn(place, id)] = order.length;
  const alive = new Int32Array(order.length + 1);
  order.forEach((node, at) => {
    if (node.inputs.length === 0) return;
    alive[at + 1]++;
    if (lastUse[at] + 1 < alive.length) alive[lastUse[at] + 1]--;
  });
  for (let i = 1; i < alive.length; i++) alive[i] += alive[i - 1];
  return { order, place, alive };
}

/**
 * Cuts a stretch into about `parts` of similar size, where few values pass from one to the next: between the layers of
 * a network, the steps of an integrator. Single nodes where there are no more than `parts`.
 */
export function split({ alive }: Pick<Outline, 'alive'>, whole: Stretch, parts: number): Stretch[] {
  if (whole.end - whole.start <= parts) {
    return Array.from({ length: whole.end - whole.start }, (_, i) => ({
      start: whole.start + i,
      end: whole.start + i + 1,
    }));
  }
  const stretches = [whole];
  while (stretches.length < parts) {
    let largest = 0;
    stretches.forEach(({ start, end }, i) => {
      if (end - start > stretches[largest].end - stretches[largest].start) largest = i;
    });
    const { start, end } = stretches[largest];
    const at = bestCut(alive, start, end);
    stretches.splice(largest, 1, { start, end: at }, { start: at, end });
  }
  return stretches;
}

/** The cut in the middle half of [start, end) over which the fewest values pass; of equal ones the most central. */
function bestCut(alive: Int32Array, start: number, end: number): number {
  const quarter = Math.floor((end - start) / 4);
  const middle = (start + end) / 2;
  let best = Math.floor(middle);
  for (let at = start + Math.max(1, quarter); at <= end - Math.max(1, quarter); at++) {
    const better =
      alive[at] < alive[best] ||
      (alive[at] === alive[best] && Math.abs(at - middle) < Math.abs(best - middle));
    if (better) best = at;
  }
  return best;
}

function placeIn(place: ReadonlyMap<number, number>, id: number): number {
  const at = place.get(id);
  if (at === undefined) throw new Error(`outline: node ${id} must be in the graph, but it is not`);
  return at;
}
