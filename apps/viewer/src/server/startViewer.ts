import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { builtApp } from './builtApp.ts';
import { listen } from './serving/listen.ts';
import { openBrowser } from './openBrowser.ts';
import { requestHandler } from './requestHandler.ts';
import { runRoutes } from './runs/runRoutes.ts';

/** What a viewer serves, and where. */
export interface ViewerOptions {
  /** Folders that hold runs, or are runs; relative ones start from `io.cwd`. A folder may appear later. */
  readonly folders: readonly string[];
  /** Exactly this port; default 4173 or the next free one. */
  readonly port?: number | undefined;
  /** Whether the user's browser is opened; default false. */
  readonly open?: boolean | undefined;
  /** Folder of the built app; default the one of this package. */
  readonly app?: string | undefined;
  readonly io: ViewerIo;
}

/** What a viewer touches besides files and its port. */
export interface ViewerIo {
  readonly cwd: string;
  /** Told of failures of the server. */
  readonly stderr: { write(text: string): unknown };
  /** Ends the viewer. */
  readonly signal: AbortSignal;
}

/** A viewer that is listening. */
export interface RunningViewer {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  /** Whether the user's browser was told to open it. */
  readonly opened: boolean;
  /** Resolves when the viewer has ended, by `io.signal`. */
  readonly ended: Promise<void>;
}

/**
 * Serves the app and the runs of some folders on the loopback address, read-only.
 *
 * @throws Error when the app was not built, or `port` is taken
 * @example
 * ```ts no-run
 * const stop = new AbortController();
 * const io = { cwd: process.cwd(), stderr: process.stderr, signal: stop.signal };
 * const viewer = await startViewer({ folders: ['runs'], io });
 * console.log(viewer.address); // http://127.0.0.1:4173/
 * ```
 */
export async function startViewer(options: ViewerOptions): Promise<RunningViewer> {
  const { folders, port, open = false, io } = options;
  const app = await builtApp(options.app);
  let listening = 0;
  const runs = runRoutes(
    folders.map((folder) => resolve(io.cwd, folder)),
    io.signal,
  );
  const onError = (error: Error): void => void io.stderr.write(`hgn view: ${error.stack ?? error.message}\n`);
  const server = createServer(requestHandler({ app, runs, port: () => listening, onError }));
  listening = await listen(server, port);
  const ended = new Promise<void>((done) => {
    const stop = (): void => {
      server.close(() => done());
      server.closeAllConnections();
    };
    if (io.signal.aborted) stop();
    else io.signal.addEventListener('abort', stop, { once: true });
  });
  const address = `http://127.0.0.1:${listening}/`;
  const opened = open && (await openBrowser(address, process.platform));
  return { address, opened, ended };
}
