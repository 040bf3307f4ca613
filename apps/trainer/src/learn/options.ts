import type { Theme } from '../commands/options.ts';

/** What the command line of `hgn learn` says. */
export interface LearnOptions {
  readonly test?: readonly string[];
  readonly model?: string;
  readonly out?: string;
  readonly positions?: readonly string[];
  readonly inputs?: readonly string[];
  readonly angles?: readonly string[];
  readonly horizons?: readonly number[];
  readonly mirror?: boolean;
  readonly windows?: number;
  /** Seconds after which the energy repeats itself in time. */
  readonly drivePeriod?: number;
  /** Of films. */
  readonly friction?: boolean;
  /** Seconds between two pictures of films that do not say it. */
  readonly dt?: number;
  /** Training steps, of films. */
  readonly steps?: number;
  /** Latent positions, of films. */
  readonly coordinates?: number;
  readonly seed?: number;
  /** Threads of the engine that learns films. */
  readonly threads?: number;
  readonly theme?: Theme;
  readonly json?: boolean;
}
