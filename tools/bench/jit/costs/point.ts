import type { CurveName } from './curves.ts';

/** What a training step costs at one point of a curve. */
export interface Point {
  readonly curve: CurveName;
  readonly value: number;
  readonly step_ms: number;
  readonly compile_s: number;
  /** Most resident memory of the process; NaN where the system does not say. */
  readonly peak_mib: number;
  readonly nodes: number;
}
