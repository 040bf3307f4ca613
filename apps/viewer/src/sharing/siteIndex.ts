/** A run that lies beside a hosted app. */
export interface HostedRun {
  /** Names the run in addresses. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'hgn' | 'flow' | 'unknown';
  /** Its folder, relative to the index, encoded for an address. */
  readonly folder: string;
  /** What lies there: a static host lists no folders. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** What `runs.json` beside a hosted app says. */
export interface SiteIndex {
  readonly format: 'hgn-runs';
  readonly version: 1;
  /** Each with what a list shows of it, besides. */
  readonly runs: readonly HostedRun[];
}

/**
 * Reads `runs.json`.
 *
 * @throws Error when it is none, or of another version
 */
export function readSiteIndex(value: unknown): SiteIndex {
  const { format, version, runs } = (value ?? {}) as Partial<Record<keyof SiteIndex, unknown>>;
  if (format !== 'hgn-runs' || version !== 1 || !Array.isArray(runs)) {
    throw new Error(
      `readSiteIndex: runs.json must be of format hgn-runs, version 1, but is of ${String(format)}, version ${String(version)}; write the site again with: hgn view --export-site`,
    );
  }
  return value as SiteIndex;
}
