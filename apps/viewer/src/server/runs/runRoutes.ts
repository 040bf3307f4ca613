import type { IncomingMessage, ServerResponse } from 'node:http';
import { findRuns, type FoundRun } from './findRuns.ts';
import { dataHeaders } from '../serving/headers.ts';
import { metricsFiles } from './metricsFiles.ts';
import { listFiles, locateFile } from './runFiles.ts';
import { mediaType, sendFile } from '../serving/sendFile.ts';
import { summarise } from './summarise.ts';
import { watchFiles } from './watchFiles.ts';
import { encodeMetrics, type MetricsMessage } from '../../sharing/metrics/metricsMessage.ts';
import { curveOf, summaryOf } from '../../sharing/metrics/runMetrics.ts';

/** Most files that one page may follow. */
const mostWatched = 1000;

/** Most runs whose metrics one answer tells. */
const mostMetrics = 1000;

/** Answers what is asked of runs. */
export interface RunRoutes {
  /**
   * Answers `/api/runs` (all, or the one of `?id=ID`), `/api/runs/ID/files`, `/api/runs/ID/file/PATH` (a file that is not there
   * is status 404, or with `?absent=204` that), `/api/watch?file=ID:PATH` and
   * `/api/metrics?name=NAME&run=ID`, the last two for many at once.
   *
   * @returns whether the address is one of them
   */
  readonly handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;
}

/**
 * Routes over the runs of some folders.
 *
 * @param signal ends what is followed
 */
export function runRoutes(folders: readonly string[], signal: AbortSignal): RunRoutes {
  let known: readonly FoundRun[] = [];
  const scan = async (): Promise<readonly FoundRun[]> => (known = await findRuns(folders));
  /** A run by its id; folders are searched again for one that is not known yet. */
  const find = async (id: string): Promise<FoundRun | undefined> =>
    known.find((run) => run.id === id) ?? (await scan()).find((run) => run.id === id);

  const list = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const id = url.searchParams.get('id');
    const one = id === null ? undefined : await find(id);
    const asked = id === null ? await scan() : one === undefined ? [] : [one];
    const runs = await Promise.all(asked.map(summarise));
    sendJson(request, response, 200, { runs });
  };

  const sendRunFile = async (
    request: IncomingMessage,
    response: ServerResponse,
    run: FoundRun,
    path: string,
    mayBeAbsent: boolean,
  ): Promise<void> => {
    const located = await locateFile(run, path);
    if ('refused' in located) {
      const outside = located.refused === 'outside';
      if (!outside && mayBeAbsent) {
        response.writeHead(204, dataHeaders).end();
        return;
      }
      sendProblem(
        request,
        response,
        outside ? 403 : 404,
        outside ? 'the path leads out of the run' : 'no such file',
      );
      return;
    }
    await sendFile(request, response, { ...located, headers: dataHeaders, type: mediaType(path) });
  };

  const metrics = metricsFiles();
  const metricsOf = async (id: string, name: string): Promise<MetricsMessage> => {
    const run = await find(id);
    const located = run === undefined ? undefined : await locateFile(run, 'metrics.jsonl');
    if (located === undefined || 'refused' in located) return { absent: true };
    try {
      const { table, size } = await metrics.read(located.path, name);
      return { summary: summaryOf(table), size, curve: curveOf(table, name) };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  };
  const sendMetrics = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const ids = url.searchParams.getAll('run');
    if (ids.length === 0 || ids.length > mostMetrics) {
      sendProblem(request, response, 400, `run=ID must be given once to ${mostMetrics} times`);
      return;
    }
    response.writeHead(200, { ...dataHeaders, 'content-type': 'application/octet-stream' });
    if (request.method === 'GET') {
      const name = url.searchParams.get('name') ?? 'loss';
      for (const id of ids) {
        if (response.destroyed) return;
        response.write(encodeMetrics(await metricsOf(id, name)));
      }
    }
    response.end();
  };

  const watch = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const asked = url.searchParams.getAll('file').map((text) => {
      const colon = text.indexOf(':');
      return { run: text.slice(0, colon), path: text.slice(colon + 1) };
    });
    if (asked.length === 0 || asked.length > mostWatched || asked.some(({ run }) => run === '')) {
      sendProblem(request, response, 400, `file=ID:PATH must be given once to ${mostWatched} times`);
      return;
    }
    const watched = asked.map(({ run, path }) => ({
      run,
      path,
      locate: async () => {
        const found = await find(run);
        const located = found === undefined ? undefined : await locateFile(found, path);
        return located !== undefined && 'path' in located ? located.path : undefined;
      },
    }));
    watchFiles(request, response, watched, signal);
  };

  return {
    handle: async (request, response, url) => {
      const [, api, kind, id, what, ...rest] = decoded(url.pathname);
      if (api !== 'api') return false;
      if (kind === 'runs' && id === undefined) await list(request, response, url);
      else if (kind === 'watch' && id === undefined) watch(request, response, url);
      else if (kind === 'metrics' && id === undefined) await sendMetrics(request, response, url);
      else if (kind === 'runs' && id !== undefined) {
        const run = await find(id);
        if (run === undefined) sendProblem(request, response, 404, 'no such run');
        else if (what === 'files' && rest.length === 0) {
          sendJson(request, response, 200, { files: await listFiles(run) });
        } else if (what === 'file' && rest.length > 0)
          await sendRunFile(request, response, run, rest.join('/'), url.searchParams.get('absent') === '204');
        else sendProblem(request, response, 404, 'no such address');
      } else sendProblem(request, response, 404, 'no such address');
      return true;
    },
  };
}

/** Parts of a path, each decoded by itself, so that an encoded `/` stays inside its part and is refused there. */
function decoded(path: string): readonly string[] {
  return path.split('/').map((part) => {
    const text = decodeURIComponent(part);
    return text.includes('/') ? '..' : text;
  });
}

/** Sends a JSON document. */
export function sendJson(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  value: unknown,
): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, {
    ...dataHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  });
  response.end(method === 'HEAD' ? undefined : body);
}

/** Says why there is no answer. */
export const sendProblem = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  problem: string,
): void => sendJson(request, response, status, { problem });
