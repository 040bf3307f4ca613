import type { Theme } from '../commands/options.ts';

/** What the command line of `hgn train` says; absent options leave the preset or the config file in charge. */
export interface TrainOptions {
  readonly system?: string;
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly steps?: number;
  readonly seed?: number;
  readonly data?: string;
  readonly out?: string;
  readonly engine?: string;
  readonly threads?: number;
  readonly printConfig?: boolean;
  readonly resume?: boolean;
  readonly acceptChangedData?: boolean;
  readonly force?: boolean;
  readonly tensorboard: boolean;
  readonly mlflow?: string;
  readonly report: boolean;
  readonly export: boolean;
  readonly theme?: Theme;
  readonly json?: boolean;
}
