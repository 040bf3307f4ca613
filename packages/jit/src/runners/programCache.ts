interface Slot<Entry> {
  readonly entry: Promise<Entry>;
  /** How many tasks use the entry now. */
  users: number;
  /** No longer kept: freed when its last user is done. */
  dropped: boolean;
}

/** Keeps the most recently used entries, each made once; frees what it drops when nothing uses it any more. */
export class ProgramCache<Entry> {
  readonly #capacity: number;
  readonly #free: (entry: Entry) => Promise<void>;
  /** In order of use, oldest first. */
  readonly #slots = new Map<string, Slot<Entry>>();
  #latest: Entry | undefined;
  #disposed = false;

  constructor(capacity: number, free: (entry: Entry) => Promise<void>) {
    if (!(Number.isInteger(capacity) && capacity > 0)) {
      throw new RangeError(`jit: cacheSize must be a positive integer, but got ${capacity}`);
    }
    this.#capacity = capacity;
    this.#free = free;
  }

  /** The entry that was used last. */
  get latest(): Entry | undefined {
    return this.#latest;
  }

  /** Runs a task with the entry of that key, made where there is none; a failure to make it is not kept. */
  async use<T>(key: string, make: () => Promise<Entry>, task: (entry: Entry) => Promise<T>): Promise<T> {
    if (this.#disposed) throw new Error('jit: the compiled function was disposed; compile it again');
    const slot = this.#slots.get(key) ?? { entry: make(), users: 0, dropped: false };
    this.#slots.delete(key);
    this.#slots.set(key, slot);
    slot.users++;
    try {
      const entry = await slot.entry.catch((error: unknown) => {
        if (this.#slots.get(key) === slot) this.#slots.delete(key);
        throw error;
      });
      this.#latest = entry;
      return await task(entry);
    } finally {
      slot.users--;
      await this.#release(slot);
      await this.#dropOldest();
    }
  }

  /** Frees every entry once it is not used; use throws from now on. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#drop([...this.#slots.keys()]);
  }

  async #dropOldest(): Promise<void> {
    await this.#drop([...this.#slots.keys()].slice(0, Math.max(0, this.#slots.size - this.#capacity)));
  }

  async #drop(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const slot = this.#slots.get(key);
      if (slot === undefined) continue;
      this.#slots.delete(key);
      slot.dropped = true;
      await this.#release(slot);
    }
  }

  async #release(slot: Slot<Entry>): Promise<void> {
    if (!slot.dropped || slot.users > 0) return;
    const [made] = await Promise.allSettled([slot.entry]);
    if (made.status === 'fulfilled') await this.#free(made.value);
  }
}
