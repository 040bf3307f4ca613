import { setTimeout as sleep } from 'node:timers/promises';

/** Something to be timed: does `iterations` units of work, one after the other. */
export type Contestant = (iterations: number) => void | Promise<void>;

/** How to time. All times are in milliseconds. */
export interface CompareOptions {
  /** How often each contestant is timed. */
  readonly rounds?: number;
  /** The least that one sample takes: the number of iterations in a sample is raised until it does. */
  readonly sampleTime?: number;
  /** The pause before each sample, so that a throttled or busy core recovers. */
  readonly pause?: number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/** How one contestant did: milliseconds per iteration, best and median over the rounds. */
export interface Timing {
  readonly name: string;
  readonly best: number;
  readonly median: number;
  readonly iterations: number;
  readonly samples: readonly number[];
}

/**
 * Times contestants in turn, A B A B …, so that a busy moment of the machine hits all of them alike. Compare the
 * `best` of one call; times of separate calls are not comparable.
 */
export async function compare(
  contestants: Readonly<Record<string, Contestant>>,
  options: CompareOptions = {},
): Promise<Timing[]> {
  const { rounds = 7, sampleTime = 200, pause = 50, now = () => performance.now() } = options;
  const entrants = [];
  for (const [name, work] of Object.entries(contestants)) {
    entrants.push({
      name,
      work,
      iterations: await calibrate(work, sampleTime, now),
      samples: [] as number[],
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { work, iterations, samples } of entrants) {
      if (pause > 0) await sleep(pause);
      samples.push((await time(work, iterations, now)) / iterations);
    }
  }
  return entrants.map(({ name, iterations, samples }) => {
    const sorted = [...samples].sort((a, b) => a - b);
    return { name, best: sorted[0], median: medianOfSorted(sorted), iterations, samples };
  });
}

/** The number of iterations that take at least `sampleTime`; warms the contestant up on the way. */
async function calibrate(work: Contestant, sampleTime: number, now: () => number): Promise<number> {
  for (let iterations = 1; ;) {
    const elapsed = await time(work, iterations, now);
    if (elapsed >= sampleTime) return iterations;
    const growth = elapsed > 0 ? (1.2 * sampleTime) / elapsed : 10;
    iterations = Math.ceil(iterations * Math.min(10, Math.max(1.5, growth)));
  }
}

async function time(work: Contestant, iterations: number, now: () => number): Promise<number> {
  const started = now();
  await work(iterations);
  return now() - started;
}

function medianOfSorted(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
