import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendAppFile } from './appFiles.ts';
import { refusal } from './serving/guard.ts';
import { isFrameFile } from './serving/headers.ts';
import { sendProblem, type RunRoutes } from './runs/runRoutes.ts';

/** What a handler serves. */
export interface Served {
  /** Real path of the built app. */
  readonly app: string;
  readonly runs: RunRoutes;
  readonly port: () => number;
  /** Told of errors that are not the asker's. */
  readonly onError: (error: Error) => void;
}

/** Answers one request after the other: guarded, then runs, then files of the app. */
export function requestHandler({ app, runs, port, onError }: Served) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      if (isGone(error)) return;
      onError(error as Error);
      if (!response.headersSent)
        sendProblem(request, response, 500, 'the server failed; it says why where it was started');
      else response.destroy();
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = parseUrl(request.url);
    const path = url === undefined ? undefined : decodePath(url.pathname);
    if (url === undefined || path === undefined) {
      sendProblem(request, response, 400, 'the address cannot be read');
      return;
    }
    const { method, headers } = request;
    const refused = refusal({ method, headers, path, port: port(), isPublic: isFrameFile(path) });
    if (refused !== undefined) {
      if (refused.status === 405) response.setHeader('allow', 'GET, HEAD');
      sendProblem(request, response, refused.status, refused.reason);
      return;
    }
    if (await runs.handle(request, response, url)) return;
    if (await sendAppFile(request, response, app, path)) return;
    sendProblem(request, response, 404, 'no such address');
  }
}

function parseUrl(text: string | undefined): URL | undefined {
  return URL.canParse(text ?? '', 'http://127.0.0.1') ? new URL(text ?? '', 'http://127.0.0.1') : undefined;
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Whoever asked left before the answer was complete. */
const isGone = (error: unknown): boolean =>
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
