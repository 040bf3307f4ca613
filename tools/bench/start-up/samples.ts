/** Where the time of one start went. */
export interface Start {
  /** Whether the cache had it. */
  readonly cached: boolean;
  /** Of the first two steps: the same for every start on an engine. */
  readonly losses: readonly number[];
  /** By stage. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** What was started, and from what. */
export interface Contest {
  readonly preset: string;
  readonly engine: string;
  readonly cache: 'empty' | 'filled';
}

/** Collects starts, and gives best and median of each stage. */
export class Samples {
  readonly #starts = new Map<string, { readonly contest: Contest; readonly starts: Start[] }>();

  /** Throws where an engine's losses are not those of its other starts: what was read is then not what was written. */
  add(contest: Contest, start: Start): void {
    const key = JSON.stringify(contest);
    const known = this.#starts.get(key) ?? { contest, starts: [] };
    this.#starts.set(key, known);
    known.starts.push(start);
    for (const { contest: other, starts } of this.#starts.values()) {
      if (other.preset !== contest.preset || other.engine !== contest.engine) continue;
      const [first] = starts;
      if (first.losses.some((loss, i) => loss !== start.losses[i]))
        throw new Error(
          `start-up: ${key} has the losses ${start.losses.join()}, another start ${first.losses.join()}`,
        );
    }
  }

  /** One row for each contest: numbers of every start with `json`, else best and median as text. */
  rows(json: boolean): object[] {
    return [...this.#starts.values()].map(({ contest, starts }) => {
      const stages = Object.keys(starts[0].milliseconds).map((stage) => {
        const sorted = starts.map(({ milliseconds }) => milliseconds[stage]).sort((a, b) => a - b);
        const [best, median] = [sorted[0], medianOf(sorted)];
        return [stage, json ? { best, median } : `${best.toFixed(0)} (${median.toFixed(0)})`] as const;
      });
      return { ...contest, cached: starts[0].cached, ...Object.fromEntries(stages) };
    });
  }
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
