import type { RunLibrary } from './sources/runLibrary.ts';
import type { RunSource } from './sources/runSource.ts';
import type { UrlState } from './state/urlState.ts';
import type { PlayerClient } from './workers/playerClient.ts';

/** What a page may use. */
export interface PageContext {
  /** Parts of the address that the page's pattern names: `{ id }` for `run/:id`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly library: RunLibrary;
  /** The pages that the bar at the top leads to: address and title. */
  readonly places: readonly { readonly path: string; readonly title: string }[];
  /** Aborted when the page is left: remove listeners, stop loops, dispose of players. */
  readonly signal: AbortSignal;
  /** What of the page stands in its address. */
  readonly state: UrlState;
  /** Opens the model of a run in a Worker; a run without an export is exported from its newest checkpoint. */
  openPlayer(source: RunSource): Promise<PlayerClient>;
  /** Goes to an address of the app: `/run/ID`, `/compare?run=a&run=b`, `/`. */
  go(path: string): void;
}

/**
 * Builds a page inside `host`; resolves when its first view stands. The host is empty before, and emptied after the
 * page is left.
 */
export type Page = (host: HTMLElement, context: PageContext) => Promise<void>;
