import type { DatasetFormat, TfRecordSplit } from '@hgn/datasets/node';

/** What the command line of `hgn dataset convert` says. */
export interface ConvertOptions {
  readonly format?: DatasetFormat;
  readonly split?: TfRecordSplit;
  readonly dt?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What that of `hgn dataset import` says beside it. */
export interface ImportingOptions {
  readonly size?: number;
  readonly channels?: '1' | '3';
  readonly frames?: number;
  readonly every?: number;
  readonly layout?: string;
  readonly ffmpeg?: string;
}
