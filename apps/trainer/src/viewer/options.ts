/** What the command line of `hgn view` says. */
export interface ViewOptions {
  readonly port?: number;
  readonly open: boolean;
  /** Run to write as one HTML file, in place of showing it. */
  readonly share?: string;
  /** Folder to write for a static host, in place of showing runs. */
  readonly exportSite?: string;
  /** The file that `share` writes. */
  readonly out?: string;
  readonly json?: boolean;
}
