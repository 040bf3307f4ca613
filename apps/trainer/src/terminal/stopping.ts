import { constants, readFileSync } from 'node:fs';

/** Why a command is asked to stop: the `reason` of its signal, in words. */
export class StopReason {
  readonly words: string;

  constructor(words: string) {
    this.words = words;
  }
}

/** In words why a signal aborted, for records. */
export function reasonOf({ reason }: AbortSignal): string {
  if (reason instanceof StopReason) return reason.words;
  return reason instanceof Error && reason.name !== 'AbortError' ? reason.message : 'the user';
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborts `stop` at the first SIGINT (Ctrl-C), SIGTERM or SIGHUP (a lost terminal), and calls `quit` at the second one that
 * a person sent. Under `nohup` a lost terminal stays without effect.
 */
export function stopOnSignals(
  stop: AbortController,
  { onFirst, quit }: { readonly onFirst: () => void; readonly quit: () => void },
): void {
  for (const signal of signals) {
    const isIgnored = signal === 'SIGHUP' && isUnderNohup();
    process.on(signal, () => {
      if (isIgnored) return;
      if (!stop.signal.aborted) {
        stop.abort(new StopReason(signal));
        onFirst();
        // A terminal that goes away may send SIGHUP more than once, and that is nobody's wish to lose the step at hand.
      } else if (signal !== 'SIGHUP') quit();
    });
  }
}

/**
 * Whether `nohup` started this process at a terminal. It ignores SIGHUP for its program, but Node undoes that before any
 * of our code runs; what remains to be seen is that it left standard input open for writing only (Linux).
 */
function isUnderNohup(): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync('/proc/self/fdinfo/0', 'utf8'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & 3) === constants.O_WRONLY;
  } catch {
    return false;
  }
}
