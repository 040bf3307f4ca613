import type { Graph } from '../graph/graph.ts';
import type { PassStatistics } from '../passes/optimise.ts';

/** A graph as an ONNX file; it may be written only when something of it is asked for. */
export interface OnnxFile {
  /** The file, its operators in order. */
  bytes(): Uint8Array;
  readonly size: number;
  readonly operators: number;
}

/** What is known about a finished graph, however it is written. */
export interface About {
  readonly passes: readonly PassStatistics[];
  readonly floatingPointOperations: number;
  readonly peakBytes: number;
}

/** Content as a cache keeps it: something that JSON can say, and bytes. */
export interface Packed {
  readonly description: object;
  readonly bytes: Uint8Array;
}

/** How finished graphs are written for a runtime, and how a cache keeps them. */
export interface Format<Content> {
  /** Of which entries of a cache speak: another form of the content has another name. */
  readonly name: string;
  write(graph: Graph): Content;
  pack(content: Content): Packed;
  /**
   * What was packed; undefined, or an error, unless it is whole and takes and gives what the graph does. The bytes may be
   * used as they are.
   */
  unpack(description: unknown, bytes: Uint8Array, graph: Graph): Content | undefined;
  /** The same as an ONNX file; `optimised` gives the graph after the passes, and may take as long as they do. */
  onnx(content: Content, optimised: () => Graph): OnnxFile;
}
