/** Watches the sizes of files through one connection, however many there are. */
export interface FollowHub {
  /** Sizes of a file as they become known, until `signal` aborts; in between only the newest is kept. */
  sizes(run: string, path: string, signal: AbortSignal): AsyncIterable<number>;
}

/** Milliseconds without a change after which the list of files has come to rest. */
const rest = 150;

interface Watch {
  readonly run: string;
  readonly path: string;
  readonly tell: (size: number) => void;
}

/**
 * A hub over the server's event stream. Browsers open only six connections to one server, so that a stream for each
 * run would soon block everything else.
 *
 * @param address of the stream, which takes `file=ID:PATH` as often as there are files
 */
export function followHub(address: URL): FollowHub {
  const watches = new Set<Watch>();
  let stream: EventSource | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  /**
   * Opens the stream anew for the files that are followed now, once their list has come to rest: opening it for each of
   * two hundred runs would ask the server for twenty thousand sizes.
   */
  const reopen = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = undefined;
      stream?.close();
      stream = undefined;
      if (watches.size === 0) return;
      const files = new Set([...watches].map(({ run, path }) => `${run}:${path}`));
      const url = new URL(address);
      for (const file of files) url.searchParams.append('file', file);
      stream = new EventSource(url);
      stream.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const told = JSON.parse(data) as {
          readonly run: string;
          readonly path: string;
          readonly size: number;
        };
        for (const { run, path, tell } of watches)
          if (run === told.run && path === told.path) tell(told.size);
      });
    }, rest);
  };

  return {
    sizes: async function* (run, path, signal) {
      let newest: number | undefined;
      let wake: () => void = () => undefined;
      const watch: Watch = {
        run,
        path,
        tell: (size) => {
          newest = size;
          wake();
        },
      };
      const aborted = (): void => wake();
      watches.add(watch);
      signal.addEventListener('abort', aborted);
      reopen();
      try {
        while (!signal.aborted) {
          if (newest === undefined) await new Promise<void>((resolve) => (wake = resolve));
          const size = newest;
          newest = undefined;
          if (size !== undefined && !signal.aborted) yield size;
        }
      } finally {
        watches.delete(watch);
        signal.removeEventListener('abort', aborted);
        reopen();
      }
    },
  };
}
