import { isHalving, type Search } from './schema.ts';

/** A trial's number and how many steps it is to have. */
export interface Leg {
  readonly trial: number;
  /** Which look follows: 0 is the first. */
  readonly look: number;
  readonly steps: number;
}

/** What came of a leg: the number that is to be small, null where there is none (the trial diverged or failed). */
export type Score = number | null;

/** The steps at which a search looks at a trial, the last of them all of its steps. */
export function looksOf(search: Search | undefined, steps: number): number[] {
  if (search === undefined || !isHalving(search)) return [steps];
  const { factor = 3, firstLook = Math.max(1, Math.round(steps / factor ** 2)) } = search;
  const looks: number[] = [];
  for (let at = firstLook; at < steps; at *= factor) looks.push(at);
  return [...looks, steps];
}

/** Decides what runs next; told of every result. */
export interface Schedule {
  /** The next leg, `wait` while that depends on what runs, or `done`. */
  next(): Leg | 'wait' | 'done';
  /** Notes what came of a leg. */
  tell(leg: Leg, score: Score): void;
}

/**
 * The order of a search's legs. Without halving every trial runs once, to its end.
 *
 * `asha` (Li et al. 2020, arXiv:1810.05934) lets a trial go on as soon as it is among the best 1/factor of those that
 * were looked at so far, and starts another one otherwise: no worker ever waits, and with several of them it depends on
 * who is faster which trials go on. `successive-halving` (Jamieson, Talwalkar 2016, arXiv:1502.07943) waits for all of a
 * look, so that its choices depend on the numbers alone. Equal scores go by the trial's number.
 *
 * @param looks the steps of the looks of each trial
 * @param known results of earlier: legs that need not run again
 */
export function scheduleOf(
  search: Search | undefined,
  looks: readonly (readonly number[])[],
  known: ReadonlyMap<string, Score> = new Map(),
): Schedule {
  const factor = search?.factor ?? 3;
  const waits = search?.method === 'successive-halving';
  const most = Math.max(0, ...looks.map(({ length }) => length));
  /** Of each look the scores that are there, and the trials that went on. */
  const scores = Array.from({ length: most }, () => new Map<number, Score>());
  const promoted = Array.from({ length: most }, () => new Set<number>());
  let started = 0;
  let running = 0;

  const legOf = (trial: number, look: number): Leg => ({ trial, look, steps: looks[trial][look] });
  const isLast = ({ trial, look }: Leg): boolean => look === looks[trial].length - 1;

  function promotable(look: number): number | undefined {
    const found = scores[look];
    if (waits && (started < looks.length || running > 0)) return undefined;
    const alive = [...found].filter((entry): entry is [number, number] => entry[1] !== null);
    alive.sort(([a, x], [b, y]) => x - y || a - b);
    const share = Math.floor(found.size / factor);
    // Something always comes to the end, however few there are.
    const count = waits ? Math.max(1, share) : share;
    return alive
      .slice(0, count)
      .map(([trial]) => trial)
      .find((trial) => !promoted[look].has(trial) && !isLast(legOf(trial, look)));
  }

  function choose(): Leg | undefined {
    for (let look = most - 2; look >= 0; look--) {
      const trial = promotable(look);
      if (trial !== undefined) {
        promoted[look].add(trial);
        return legOf(trial, look + 1);
      }
    }
    return started < looks.length ? legOf(started++, 0) : undefined;
  }

  const schedule: Schedule = {
    next() {
      for (;;) {
        const leg = choose();
        if (leg === undefined) return running > 0 ? 'wait' : 'done';
        running++;
        const score = known.get(legKey(leg));
        if (score === undefined) return leg;
        schedule.tell(leg, score);
      }
    },
    tell({ trial, look }, score) {
      running--;
      scores[look].set(trial, score);
    },
  };
  return schedule;
}

/** Names a leg among all of a sweep. */
export const legKey = ({ trial, steps }: Pick<Leg, 'trial' | 'steps'>): string => `${trial}@${steps}`;
