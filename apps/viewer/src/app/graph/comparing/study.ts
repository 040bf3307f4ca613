import type { GraphNode, PassStatistics } from '@hgn/jit';
import { diffGraphs, type Change, type GraphDiff } from './diff.ts';
import { layoutView, type PlacedView } from '../drawing/layout.ts';
import { nodeNames, type NodeNames } from '../outline/names.ts';
import { outlineOf, type Stretch } from '../outline/outline.ts';
import type { Traced } from '../subjects.ts';
import { stretchAround, wayTo, type Parted } from '../outline/parts.ts';
import { themesOf } from '../outline/themes.ts';
import { tally, titleOf, viewOf } from '../drawing/view.ts';

/** Two graphs that are compared, by their places in the list of passes, and which of them is looked at. */
export interface Comparison {
  readonly before: number;
  readonly after: number;
  readonly side: 'before' | 'after';
}

/** What a compilation did, for a list of passes. */
export interface Summary {
  readonly kernelCalls: number;
  /** Nodes of the traced graph. */
  readonly traced: number;
  readonly passes: readonly PassStatistics[];
}

/** A picture of a part of a graph, with what changed. */
export interface Picture extends PlacedView {
  readonly counts: Readonly<Record<Change, number>>;
  /** Operations of which there are more or fewer than before, most changed first. */
  readonly operations: readonly { readonly op: string; readonly before: number; readonly after: number }[];
  /** From the whole graph to what is shown. */
  readonly trail: readonly { readonly title: string; readonly stretch: Stretch }[];
}

/** A node and what is around it. */
export interface Details {
  readonly node: GraphNode;
  readonly name: string | undefined;
  readonly change: Change;
  /** The number that a rewired node had before. */
  readonly was: number | undefined;
  readonly reads: readonly Neighbour[];
  readonly readBy: readonly Neighbour[];
}

/** A node in a few words. */
export interface Neighbour {
  readonly id: number;
  readonly op: string;
  readonly shape: readonly number[];
  readonly name: string | undefined;
}

/** A compilation that can be looked at part by part; all answers are plain data. */
export interface Study {
  readonly summary: Summary;
  /** The picture of a stretch, by default of everything. */
  picture(comparison: Comparison, focus?: Stretch): Picture;
  details(comparison: Comparison, id: number): Details;
  /** Nodes whose operation, name or shape (`16x32`) has the words, at most `limit`. */
  find(comparison: Comparison, words: string, limit: number): Neighbour[];
  /** The smallest stretch with a picture that shows this node by itself. */
  locate(comparison: Comparison, id: number): Stretch;
}

/** Makes a compilation ready to be looked at. What is asked for twice is worked out once. */
export function study({ graphs, passes, kernelCalls, ...leaves }: Traced): Study {
  const outlines = new Map<number, Parted>();
  const names = new Map<number, NodeNames>();
  const diffs = new Map<string, GraphDiff>();
  const remembered = <K, T>(known: Map<K, T>, key: K, make: () => T): T => {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
  const shown = ({ before, after, side }: Comparison) => (side === 'before' ? before : after);
  const at = (comparison: Comparison) => {
    const index = shown(comparison);
    const { before, after, side } = comparison;
    const graph = graphs[index];
    if (graph === undefined || graphs[before] === undefined || graphs[after] === undefined) {
      throw new RangeError(
        `graph: passes must be from 0 to ${graphs.length - 1}, but got ${before} and ${after}`,
      );
    }
    const diff = remembered(diffs, `${before},${after}`, () => diffGraphs(graphs[before], graphs[after]));
    const called = remembered(names, index, () => nodeNames(graph, leaves));
    const parted = () => {
      const outline = outlineOf(graph, called.weights);
      return { ...outline, themes: themesOf(outline, called) };
    };
    return {
      graph,
      outline: remembered(outlines, index, parted),
      names: called,
      diff,
      changes: side === 'before' ? diff.before : diff.after,
    };
  };

  return {
    summary: { kernelCalls, traced: graphs[0].nodes.length, passes },
    picture(comparison, focus) {
      const { outline, names: called, diff, changes } = at(comparison);
      const whole = { start: 0, end: outline.order.length };
      const asked = focus ?? whole;
      if (!(asked.start >= 0 && asked.start < asked.end && asked.end <= whole.end)) {
        throw new RangeError(
          `graph: a part must lie in 0 to ${whole.end}, but got ${asked.start} to ${asked.end}`,
        );
      }
      const changeOf = (id: number) => changes.get(id);
      const trail = wayTo(outline, asked).map((stretch) => ({
        title:
          stretch.end - stretch.start === whole.end
            ? 'everything'
            : titleOf(outline.order.slice(stretch.start, stretch.end), called),
        stretch,
      }));
      const placed = layoutView(viewOf(outline, asked, called, changeOf));
      return { ...placed, counts: diff.counts, operations: operationChanges(comparison), trail };
    },
    details(comparison, id) {
      const { graph, names: called, diff, changes } = at(comparison);
      const node = graph.nodes.find((other) => other.id === id);
      if (node === undefined) throw new RangeError(`graph: there is no node ${id} in this graph`);
      const brief = (other: GraphNode) => neighbour(other, called);
      return {
        node,
        name: called.name(id),
        change: changes.get(id) ?? 'kept',
        was: diff.was.get(id),
        reads: node.inputs.flatMap((input) => graph.nodes.filter((other) => other.id === input).map(brief)),
        readBy: graph.nodes.filter(({ inputs }) => inputs.includes(id)).map(brief),
      };
    },
    find(comparison, words, limit) {
      const { graph, names: called } = at(comparison);
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      const matches = ({ id, op, shape, dtype }: GraphNode) => {
        const text = `${op} ${called.name(id) ?? ''} ${shape.join('x')} ${dtype} #${id}`.toLowerCase();
        return wanted.every((word) => text.includes(word));
      };
      return wanted.length === 0
        ? []
        : graph.nodes
            .filter(matches)
            .slice(0, limit)
            .map((node) => neighbour(node, called));
    },
    locate(comparison, id) {
      const { outline } = at(comparison);
      const place = outline.place.get(id);
      if (place === undefined) throw new RangeError(`graph: there is no node ${id} in this graph`);
      return stretchAround(outline, place);
    },
  };

  function operationChanges({ before, after }: Comparison) {
    const [earlier, later] = [before, after].map(
      (index) => new Map(tally(graphs[index].nodes.map(({ op }) => op))),
    );
    return [...new Set([...earlier.keys(), ...later.keys()])]
      .map((op) => ({ op, before: earlier.get(op) ?? 0, after: later.get(op) ?? 0 }))
      .filter((change) => change.before !== change.after)
      .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.op < b.op ? -1 : 1));
  }
}

const neighbour = ({ id, op, shape }: GraphNode, names: NodeNames): Neighbour => ({
  id,
  op,
  shape,
  name: names.name(id),
});
