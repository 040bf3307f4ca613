/**
 * Runs a task for the newest value only: values that come while it runs replace each other, and the last of them is
 * next. What a slow task misses is skipped, never queued.
 *
 * @param onError told of what the task throws
 * @param onBusy told when there is something to do, and when there is nothing left
 */
export function latestWins<T>(
  task: (value: T) => Promise<void>,
  onError: (error: unknown) => void,
  onBusy: (isBusy: boolean) => void = () => undefined,
): { readonly give: (value: T) => void; readonly idle: () => Promise<void> } {
  let next: { readonly value: T } | undefined;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (next !== undefined) {
      const { value } = next;
      next = undefined;
      try {
        await task(value);
      } catch (error) {
        onError(error);
      }
    }
    running = undefined;
    onBusy(false);
  };
  return {
    give: (value) => {
      next = { value };
      if (running !== undefined) return;
      onBusy(true);
      running = run();
    },
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
}
