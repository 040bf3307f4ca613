import type { Theme } from '../commands/options.ts';
import type { FlowKind } from './kinds.ts';

/** Options of everything that computes and draws. */
interface EngineOptions {
  readonly theme?: Theme;
  readonly engine?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

/** What the command line of `hgn flow train` says. */
export interface FlowTrainOptions extends EngineOptions {
  readonly kind?: FlowKind;
  readonly samples?: number;
  readonly columns?: readonly string[];
  readonly array?: string;
  readonly decimal?: '.' | ',';
  readonly steps?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly validation?: number;
  readonly hidden?: readonly number[];
  readonly layers?: number;
  readonly leapfrogSteps?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly acceptChangedData?: boolean;
  readonly force?: boolean;
  readonly picture: boolean;
}

/** What the command line of `hgn flow sample` says. */
export interface FlowSampleOptions extends EngineOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly samples: number;
  readonly seed: number;
}

/** What the command line of `hgn flow density` says. */
export interface FlowDensityOptions extends EngineOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly columns?: readonly string[];
  readonly array?: string;
  readonly decimal?: '.' | ',';
  readonly importanceSamples: number;
  readonly seed: number;
}

/** What the command line of `hgn flow export` says. */
export interface FlowExportOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}
