/** Somewhere that measured numbers go to. */
export interface MetricsSink {
  /** Takes one record; resolves when it is with the operating system. */
  write(record: { readonly step: number } & Readonly<Record<string, number>>): Promise<void>;
  /** Ends writing; must be called once. */
  close(): Promise<void>;
}
