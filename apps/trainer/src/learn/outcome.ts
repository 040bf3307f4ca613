import type { Forecaster } from './forecaster.ts';
import type { HorizonErrors } from './judge.ts';
import type { SavedModel } from './modelFile.ts';
import type { Findings } from './series.ts';

/** Everything that a run of `hgn learn` came to. */
export interface Outcome {
  readonly model: SavedModel;
  readonly test: readonly Forecaster[];
  readonly horizons: Readonly<Record<string, HorizonErrors>>;
  /** Forecasts that could not be integrated. */
  readonly lost: number;
  /** See `energyBalance`. */
  readonly balance: number;
  readonly seconds: number;
  readonly findings?: Findings;
  readonly symmetry?: string;
}
