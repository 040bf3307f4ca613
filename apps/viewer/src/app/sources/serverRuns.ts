import { followHub, type FollowHub } from './followHub.ts';
import { serverMetrics, type ServerMetrics } from './serverMetrics.ts';
import type { RunPlace } from './runLibrary.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import { MissingFileError, type RunFile, type RunSource } from './runSource.ts';

/** The runs behind the viewer's server. */
export function serverRuns(base: URL): RunPlace {
  const hub = followHub(new URL('api/watch', base));
  const metrics = serverMetrics(new URL('api/metrics', base));
  const listed = async (query: string): Promise<readonly RunSummary[]> =>
    ((await ask(new URL(`api/runs${query}`, base))) as { readonly runs: readonly RunSummary[] }).runs;
  let known = new Map<string, RunSummary>();
  return {
    list: async () => {
      const runs = await listed('');
      known = new Map(runs.map((run) => [run.id, run]));
      return runs;
    },
    open: async (id) => {
      const run = known.get(id) ?? (await listed(`?id=${encodeURIComponent(id)}`))[0];
      return run === undefined ? undefined : serverRun(base, hub, metrics, run);
    },
  };
}

function serverRun(base: URL, hub: FollowHub, metrics: ServerMetrics, { id, name }: RunSummary): RunSource {
  const root = `api/runs/${encodeURIComponent(id)}`;
  const address = (path: string): URL =>
    // Files may well be absent, and browsers log every answer of 404 as an error.
    new URL(`${root}/file/${path.split('/').map(encodeURIComponent).join('/')}?absent=204`, base);
  const files = async (): Promise<readonly RunFile[]> =>
    ((await ask(new URL(`${root}/files`, base))) as { readonly files: readonly RunFile[] }).files;
  const read: RunSource['read'] = async (path, range) => {
    if (range?.end !== undefined && range.end <= range.start) return new Uint8Array(0);
    const headers =
      range === undefined
        ? undefined
        : { range: `bytes=${range.start}-${range.end === undefined ? '' : range.end - 1}` };
    const response = await fetch(address(path), headers === undefined ? {} : { headers });
    // Nothing lies in the range: the file ends before it.
    if (response.status === 416) return new Uint8Array(0);
    if (response.status === 204) throw new MissingFileError(`The run ${name} holds no ${path}.`);
    if (!response.ok) throw new Error(await problemOf(response, path));
    return new Uint8Array(await response.arrayBuffer());
  };
  return {
    id,
    name,
    files,
    read,
    metrics: (number) => metrics({ id, name }, number),
    follow: (path, from, signal) => followed(hub, { id, path, from, read }, signal),
  };
}

async function* followed(
  hub: FollowHub,
  {
    id,
    path,
    from,
    read,
  }: { readonly id: string; readonly path: string; readonly from: number; readonly read: RunSource['read'] },
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  let at = from;
  for await (const size of hub.sizes(id, path, signal)) {
    if (size < at) return;
    if (size === at) continue;
    const bytes = await read(path, { start: at, end: size });
    at += bytes.length;
    if (signal.aborted) return;
    yield bytes;
  }
}

async function ask(address: URL): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(await problemOf(response, address.pathname));
  return response.json();
}

async function problemOf(response: Response, what: string): Promise<string> {
  const { problem } = (await response.json().catch(() => ({}))) as { readonly problem?: unknown };
  return `The viewer's server did not give ${what}: ${typeof problem === 'string' ? problem : response.statusText}`;
}
