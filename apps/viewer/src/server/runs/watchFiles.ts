import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dataHeaders } from '../serving/headers.ts';

/** A file whose growth is told. */
export interface Watched {
  readonly run: string;
  readonly path: string;
  /** Where it lies now; undefined as long as it is not there. */
  readonly locate: () => Promise<string | undefined>;
}

/** Milliseconds between two looks: a line of metrics is on the page well within a second. */
const interval = 250;

/** A comment line this often keeps the connection from looking dead. */
const beat = 15_000;

/**
 * Tells sizes of files as server-sent events, each as `{"run", "path", "size"}`: first as they are, then whenever they
 * change, until the asker goes or `signal` aborts. One connection serves all files that a page follows; their
 * content is read by range.
 */
export function watchFiles(
  request: IncomingMessage,
  response: ServerResponse,
  watched: readonly Watched[],
  signal: AbortSignal,
): void {
  response.writeHead(200, { ...dataHeaders, 'content-type': 'text/event-stream' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.write(': watching\n\n');
  const sizes = watched.map(() => -1);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let lastWord = 0;
  const look = async (): Promise<void> => {
    for (const [index, { run, path, locate }] of watched.entries()) {
      const size = await sizeOf(locate);
      if (stopped) return;
      if (size === undefined || size === sizes[index]) continue;
      sizes[index] = size;
      lastWord = 0;
      response.write(`data: ${JSON.stringify({ run, path, size })}\n\n`);
    }
    lastWord += interval;
    if (lastWord >= beat) {
      lastWord = 0;
      response.write(': still here\n\n');
    }
    timer = setTimeout(() => void look(), interval);
  };
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
    response.end();
    signal.removeEventListener('abort', stop);
  };
  response.on('close', stop);
  signal.addEventListener('abort', stop);
  void look();
}

async function sizeOf(locate: Watched['locate']): Promise<number | undefined> {
  const path = await locate();
  if (path === undefined) return undefined;
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
