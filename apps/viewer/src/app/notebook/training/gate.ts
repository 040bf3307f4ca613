/** Lets steps pass at a pace, or one by one. */
export interface Gate {
  /** Resolves when the next step may be taken. */
  pass(): Promise<void>;
  /** Milliseconds to wait before each step; 0 for none. */
  pace(milliseconds: number): void;
  pause(paused: boolean): void;
  /** Lets one step pass while paused. */
  step(): void;
}

/** @param wait resolves after milliseconds; 0 gives others a turn */
export function createGate(wait: (milliseconds: number) => Promise<void>): Gate {
  let delay = 0;
  let paused = false;
  let allowed = 0;
  let open: (() => void) | undefined;
  const release = (): void => {
    open?.();
    open = undefined;
  };
  return {
    async pass() {
      // Even without a delay: messages that came meanwhile are to be heard.
      await wait(delay);
      while (paused && allowed === 0) await new Promise<void>((resolve) => (open = resolve));
      if (paused) allowed--;
    },
    pace: (milliseconds) => (delay = milliseconds),
    pause(next) {
      paused = next;
      allowed = 0;
      if (!paused) release();
    },
    step() {
      allowed++;
      release();
    },
  };
}
