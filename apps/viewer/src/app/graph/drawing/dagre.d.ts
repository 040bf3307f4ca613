/** What of dagre is used: its own declarations name files without extensions, which ECMAScript modules do not find. */
declare module '@dagrejs/dagre' {
  interface Point {
    readonly x: number;
    readonly y: number;
  }
  interface Placed extends Point {
    readonly width: number;
    readonly height: number;
  }
  export class Graph {
    setGraph(label: {
      readonly rankdir: 'TB' | 'LR';
      readonly nodesep: number;
      readonly ranksep: number;
      readonly marginx: number;
      readonly marginy: number;
    }): this;
    /** After the layout, with the size of the picture. */
    graph(): { readonly width: number; readonly height: number };
    setNode(name: string, label: { readonly width: number; readonly height: number }): this;
    node(name: string): Placed;
    setEdge(from: string, to: string, label: { readonly weight: number }): this;
    edge(from: string, to: string): { readonly points: readonly Point[] };
  }
  export function layout(graph: Graph): void;
}
