import { writeSync } from 'node:fs';
import type { Sink } from '../io.ts';

/** A sink over a file descriptor, and what became of it. */
export interface DescriptorSink extends Sink {
  /** The error after which nothing more was written; undefined while all is well. */
  readonly fault: NodeJS.ErrnoException | undefined;
}

/** Milliseconds to wait for a reader that is slow. */
const pause = 5;

/**
 * Writes text to a file descriptor at once, all of it: when `write` returns the system has every byte, so nothing is lost
 * at the end of the process and no error comes later. A reader that is slow is waited for. `write` never throws: after the
 * first error nothing more is tried, and `onFault` is told once.
 */
export function descriptorSink(
  descriptor: number,
  onFault: (fault: NodeJS.ErrnoException) => void = () => undefined,
): DescriptorSink {
  let fault: NodeJS.ErrnoException | undefined;
  return {
    get fault() {
      return fault;
    },
    write(text) {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length && fault === undefined;) {
        try {
          done += writeSync(descriptor, bytes, done);
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (code === 'EAGAIN') waitFor(pause);
          else if (code !== 'EINTR') {
            fault = error as NodeJS.ErrnoException;
            onFault(fault);
          }
        }
      }
    },
  };
}

/** Waits without letting anything else run. */
function waitFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
