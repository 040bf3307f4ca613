import { open } from 'node:fs/promises';
import { createMetricsTable, type MetricsTable } from '../../sharing/metrics/metricsTable.ts';

/** Metrics files as tables. */
export interface MetricsFiles {
  /**
   * Reads a file: only what was appended since it was read last, and anew for a number that was never asked of it.
   *
   * @param path real path
   * @param name of the number of training that is wanted
   * @returns its numbers, and the bytes of it that were read
   */
  read(path: string, name: string): Promise<{ readonly table: MetricsTable; readonly size: number }>;
}

/** Numbers that are kept in memory, 128 MB of them: more than 600 runs of 4000 lines. */
const mostNumbers = 2 ** 24;

/** Bytes that are read at once. */
const piece = 2 ** 22;

interface Read {
  readonly table: MetricsTable;
  readonly size: number;
  /** Which file it was: one that took its place is read anew. */
  readonly inode: number;
  /** The numbers that were asked of it. */
  readonly names: ReadonlySet<string>;
}

/**
 * Keeps what was read of metrics files, so that one which grows is read once, and another number of it is at hand.
 *
 * @param most numbers to keep; the files asked longest ago are forgotten first
 */
export function metricsFiles(most = mostNumbers): MetricsFiles {
  /** In the order in which they were asked. */
  const known = new Map<string, Promise<Read>>();
  const counts = new Map<string, number>();

  const forget = (except: string): void => {
    let total = 0;
    for (const count of counts.values()) total += count;
    for (const [path, count] of counts) {
      if (total <= most) return;
      if (path === except) continue;
      total -= count;
      counts.delete(path);
      known.delete(path);
    }
  };

  return {
    async read(path, name) {
      const before = known.get(path);
      // One reader of a file at a time: the next goes on where this one ends.
      const reading = readOn(path, name, before);
      known.delete(path);
      known.set(path, reading);
      try {
        const { table, size } = await reading;
        if (known.get(path) === reading) {
          counts.delete(path);
          counts.set(path, numbersIn(table));
          forget(path);
        }
        return { table, size };
      } catch (error) {
        if (known.get(path) === reading) {
          known.delete(path);
          counts.delete(path);
        }
        throw error;
      }
    },
  };
}

async function readOn(path: string, name: string, before: Promise<Read> | undefined): Promise<Read> {
  const last = await before?.catch(() => undefined);
  const file = await open(path);
  try {
    const { size, ino: inode } = await file.stat();
    const known = last?.inode === inode && last.size <= size && last.names.has(name) ? last : undefined;
    const names = known?.names ?? new Set([...(last?.names ?? []), name]);
    const table = known?.table ?? createMetricsTable((one) => names.has(one));
    let at = known?.size ?? 0;
    while (at < size) {
      const bytes = new Uint8Array(Math.min(piece, size - at));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
      if (bytesRead === 0) break;
      table.push(bytes.subarray(0, bytesRead));
      at += bytesRead;
    }
    return { table, size: at, inode, names };
  } finally {
    await file.close();
  }
}

function numbersIn(table: MetricsTable): number {
  const kinds = [undefined, ...table.kinds()].map((kind) => table.rows(kind));
  return kinds.reduce((sum, rows) => sum + rows.length * rows.names.length, 0);
}
