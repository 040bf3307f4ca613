import type { RunSummary } from '../../sharing/runSummary.ts';
import type { RunSource } from '../sources/runSource.ts';
import type { PageContext } from '../page.ts';
import type { PlayerClient } from '../workers/playerClient.ts';
import type { States } from '@hgn/player';

/** What a tab of a run's page may use. */
export interface TabContext extends PageContext {
  readonly source: RunSource;
  readonly summary: RunSummary;
  /** The run's player, opened once for all tabs; rejects where the run has no model that plays. */
  readonly player: () => Promise<PlayerClient>;
  /** The state that is being played now; undefined before there is one. */
  readonly playing: () => States | undefined;
  /** Opens the play tab and plays from this state, which becomes t = 0. */
  readonly play: (from: States) => void;
  /** The play tab tells which state it shows; other tabs have no use for it. */
  readonly tellPlaying: (now: () => States | undefined) => void;
}

/** Fills a tab's panel; called when the tab is first opened. `context.signal` aborts when the tab is left. */
export type RunTab = (host: HTMLElement, context: TabContext) => Promise<void>;

/** One tab. Its state in the address has names that begin with `ID.`. */
export interface TabEntry {
  readonly id: string;
  readonly title: string;
  /** Whether the tab has something to show for a run. */
  readonly fits: (summary: RunSummary) => boolean;
  readonly load: () => Promise<RunTab>;
}
