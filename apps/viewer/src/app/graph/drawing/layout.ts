import { Graph, layout } from '@dagrejs/dagre';
import type { Box, GraphView, Wire } from './view.ts';

/** A box with its place: x, y of its middle. */
export interface PlacedBox extends Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A wire with the points that it runs through. */
export interface PlacedWire extends Wire {
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** A picture of a graph with every place worked out. */
export interface PlacedView {
  readonly boxes: readonly PlacedBox[];
  readonly wires: readonly PlacedWire[];
  readonly width: number;
  readonly height: number;
}

const [boxHeight, characterWidth, narrowest, widest] = [44, 7.9, 96, 300];

/** Lays boxes out from top to bottom in layers (dagre). Cost: some milliseconds for 50 boxes. */
export function layoutView({ boxes, wires }: GraphView): PlacedView {
  const graph = new Graph().setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 34, marginx: 12, marginy: 12 });
  for (const { key, title, subtitle } of boxes) {
    const letters = Math.max(title.length, 0.8 * subtitle.length);
    const width = Math.min(widest, Math.max(narrowest, characterWidth * letters + 26));
    graph.setNode(key, { width, height: boxHeight });
  }
  for (const { from, to, values } of wires) graph.setEdge(from, to, { weight: Math.min(8, values) });
  layout(graph);
  const { width, height } = graph.graph();
  return {
    boxes: boxes.map((box) => ({ ...box, ...place(graph, box.key) })),
    wires: wires.map((wire) => ({ ...wire, points: graph.edge(wire.from, wire.to).points })),
    width,
    height,
  };
}

/** Only what is asked for: dagre leaves its own notes at nodes. */
function place(graph: Graph, key: string) {
  const { x, y, width, height } = graph.node(key);
  return { x, y, width, height };
}
