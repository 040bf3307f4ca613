import type { NdArray } from '@hgn/autodiff';
import type { OnnxContent } from '../formats/onnxFormat.ts';
import type { Signature } from '../trace/trace.ts';

/** A thread that runs a model on parts of the data while this one does something else. */
export interface PartThread {
  /** Hands over the values of a round, of what all parts have in common and of each part, and lets the thread begin. */
  begin(shared: readonly NdArray[], parts: readonly (readonly NdArray[])[]): void;
  /** The results of the round, part by part; rejects where the round failed, and the next may be begun. */
  results(): Promise<NdArray[][]>;
  /** Ends the thread, whose memory is then freed. */
  dispose(): Promise<void>;
}

/** How a thread is started. */
export interface ThreadOptions {
  readonly model: OnnxContent;
  /** Of the leaves that all parts have in common, then of those of one part: what the model's inputs count. */
  readonly shared: readonly Signature[];
  readonly own: readonly Signature[];
  readonly results: readonly Signature[];
  /** How many parts it runs, one after the other. */
  readonly parts: number;
  /** Threads that each operation has there. */
  readonly threads: number;
}
