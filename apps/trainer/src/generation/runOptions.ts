import type { Theme } from '../commands/options.ts';

/** Where films go and how fast they run. */
export interface FilmOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly backward?: boolean;
  readonly speed: number;
  readonly theme?: Theme;
}

/** Which model of a run is used, and where it runs. */
export interface RunOptions {
  readonly checkpoint?: string;
  readonly engine?: string;
  readonly threads?: number;
}
