import { startNode } from '../peers/contestant.ts';

/** What `solve` costs beside a plain loop of the same method: microseconds a step that was tried, best of many runs in turn. */
export interface SolveCostRow {
  readonly kind: 'solve';
  readonly problem: string;
  /** What is kept: the state at the end, or that after every step. */
  readonly keep: 'end' | 'steps';
  readonly steps: number;
  readonly ours_us_per_step: number;
  readonly plain_us_per_step: number;
  /** Our time over the plain loop's. */
  readonly times_plain: number;
}

interface Answer {
  readonly ms: Readonly<Record<'end' | 'steps' | 'plainEnd' | 'plainSteps', number>>;
  readonly found: Answer['ms'];
  readonly steps: number;
  readonly plainSteps: number;
}

const requests = [
  { orbit: 'kepler', tolerance: 1e-8 },
  { orbit: 'henonHeiles', tolerance: 1e-8 },
  { orbit: 'figureEight', tolerance: 1e-8 },
  { orbit: 'outerPlanets', tolerance: 1e-6 },
];

/** `solve` with `tsitouras54`, beside that method written out as one loop, on systems of 2, 2, 6 and 18 coordinates. */
export async function solveCost(log: (line: string) => void): Promise<SolveCostRow[]> {
  const rows: SolveCostRow[] = [];
  for (const request of requests) {
    const { orbit } = request;
    log(`solve: ${orbit}`);
    const program = startNode(new URL('followPlainly.ts', import.meta.url));
    const { ms, found, steps, plainSteps } = (await program.ask({
      ...request,
      rounds: 60,
    })) as unknown as Answer;
    program.stop();
    const ends = Object.values(found);
    if (steps !== plainSteps || !ends.every((x) => Math.abs(x - ends[0]) < 1e-6)) {
      throw new Error(
        `bench integrators: ${orbit} must take the same steps in both, but took ${steps} to ${found.end} and ${plainSteps} to ${found.plainEnd}`,
      );
    }
    for (const [keep, plain] of [
      ['end', 'plainEnd'],
      ['steps', 'plainSteps'],
    ] as const) {
      rows.push({
        kind: 'solve',
        problem: orbit,
        keep,
        steps,
        ours_us_per_step: Number(((ms[keep] * 1e3) / steps).toPrecision(3)),
        plain_us_per_step: Number(((ms[plain] * 1e3) / steps).toPrecision(3)),
        times_plain: Number((ms[keep] / ms[plain]).toPrecision(3)),
      });
    }
  }
  return rows;
}
