/** Somewhere that measured numbers go to. */
export interface MetricsSink {
  /**
   * Takes one record; resolves when it is with the operating system, or in the queue of a sink that sends it away.
   *
   * @param kind what was measured, such as `evaluation`; none for a step of training
   */
  write(record: { readonly step: number } & Readonly<Record<string, number>>, kind?: string): Promise<void>;
  /** Voids what was written of steps beyond `step`, because training went back there. */
  rewind(step: number): Promise<void>;
  /** Ends writing; must be called once. */
  close(): Promise<void>;
}

/**
 * One sink that writes to several, in their order. Closing closes all of them, also when one fails.
 *
 * @throws what the first sink that fails throws
 * @example
 * const written: number[] = [];
 * const sink = { write: async ({ step }: { step: number }) => void written.push(step), rewind: async () => {}, close: async () => {} };
 * await joinSinks([sink, sink]).write({ step: 1, loss: 0.5 }); // written: [1, 1]
 */
export function joinSinks(sinks: readonly MetricsSink[]): MetricsSink {
  return {
    async write(record, kind) {
      for (const sink of sinks) await sink.write(record, kind);
    },
    async rewind(step) {
      for (const sink of sinks) await sink.rewind(step);
    },
    async close() {
      const ends = await Promise.allSettled(sinks.map((sink) => sink.close()));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}
