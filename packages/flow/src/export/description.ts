import type { TrainedFlow } from '../fit/trained/trainedFlow.ts';

/** An array of a graph: float32, row-major, with one row a sample. */
export interface FlowArray {
  readonly name: string;
  readonly shape: readonly (number | 'batch')[];
  readonly meaning: string;
  /** For noise: what its numbers are to be drawn from, independently. */
  readonly drawn?: 'standard normal' | 'uniform on (0, 1)';
}

/** One graph of an exported flow. */
export interface FlowGraph {
  readonly file: string;
  readonly does: string;
  readonly inputs: readonly FlowArray[];
  readonly outputs: readonly FlowArray[];
}

/** What `flow.json` of an exported flow says. */
export interface FlowDescription {
  readonly format: 'hgn-flow-export';
  readonly version: 1;
  /** What the flow is made of, where it is a ready-made one. */
  readonly flow?: TrainedFlow['flow']['config'];
  /** Names of the columns of a point. */
  readonly columns: readonly string[];
  /** Columns of the context; 0 for none. */
  readonly context: number;
  /** Whether `logProb` is the log-density itself, or the log-weight of one draw of its noise. */
  readonly exact: boolean;
  readonly graphs: { readonly sample: FlowGraph; readonly logProb: FlowGraph };
}
