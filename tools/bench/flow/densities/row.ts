import type { DensityName } from './densities.ts';
import type { Judgement } from './judge.ts';
import type { FlowName } from './trials.ts';

/** One row of the table: one flow, trained on one density from one seed. Nats, but where the name says otherwise. */
export interface Row extends Judgement {
  readonly density: DensityName;
  readonly flow: FlowName;
  readonly seed: number;
}
