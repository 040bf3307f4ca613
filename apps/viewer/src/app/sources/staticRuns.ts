import { readSiteIndex, type HostedRun, type SiteIndex } from '../../sharing/siteIndex.ts';
import type { RunPlace } from './runLibrary.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import { MissingFileError, type RunSource } from './runSource.ts';

/** The runs that lie beside a hosted app, as its `runs.json` names them. */
export function staticRuns(base: URL): RunPlace {
  let index: Promise<SiteIndex> | undefined;
  const read = (): Promise<SiteIndex> => (index ??= readIndex(new URL('runs.json', base)));
  return {
    list: async () => (await read()).runs.map(summaryOf),
    open: async (id) => {
      const run = (await read()).runs.find((one) => one.id === id);
      return run === undefined ? undefined : staticRun(base, run);
    },
  };
}

/** What a list shows of a run: all that the index says but where its files lie. */
function summaryOf(run: HostedRun): RunSummary {
  const shown = Object.entries(run).filter(([name]) => name !== 'files' && name !== 'folder');
  return Object.fromEntries(shown) as unknown as RunSummary;
}

async function readIndex(address: URL): Promise<SiteIndex> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(
      `The list of runs (${address.pathname}) cannot be had from this host: ${response.status}.`,
    );
  }
  return readSiteIndex(await response.json());
}

/** A run whose files lie at addresses below one folder, on a host that may or may not know ranges. */
function staticRun(base: URL, { id, name, folder, files }: HostedRun): RunSource {
  const root = new URL(folder, base);
  const paths = new Set(files.map(({ path }) => path));
  return {
    id,
    name,
    files: () => Promise.resolve(files),
    read: async (path, range) => {
      if (!paths.has(path)) throw new MissingFileError(`The run ${name} holds no ${path}.`);
      if (range?.end !== undefined && range.end <= range.start) return new Uint8Array(0);
      const headers = range && {
        range: `bytes=${range.start}-${range.end === undefined ? '' : range.end - 1}`,
      };
      const address = new URL(path.split('/').map(encodeURIComponent).join('/'), root);
      const response = await fetch(address, headers && { headers });
      if (response.status === 416) return new Uint8Array(0);
      if (response.status === 404) throw new MissingFileError(`The run ${name} holds no ${path}.`);
      if (!response.ok)
        throw new Error(`The host did not give ${path}: ${response.status} ${response.statusText}.`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return range === undefined || response.status === 206 ? bytes : bytes.slice(range.start, range.end);
    },
  };
}
