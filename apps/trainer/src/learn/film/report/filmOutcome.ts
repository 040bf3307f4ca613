import type { FilmFindings } from '../look/lookAtFilms.ts';
import type { FilmBaselines, FilmJudgement } from '../judge/judgeFilm.ts';
import type { Preparation } from '../look/prepare.ts';

/** Unseen frames that a model is judged over, whatever the horizons. */
export const judgedFrames = 30;

/** Errors at one horizon, or over many frames. */
export interface FilmErrors {
  /** Root mean square over pixel values from 0 to 1 of the film. */
  readonly rms: number;
  readonly baselines: FilmBaselines;
}

/** Everything that learning from films came to. */
export interface FilmOutcome {
  readonly findings: FilmFindings;
  readonly preparation: Preparation;
  readonly judgement: FilmJudgement;
  readonly dissipative: boolean;
  /** Seconds after which the energy repeats itself, as learnt; nothing where nothing drives the model. */
  readonly drivePeriod?: number;
  readonly parameters: number;
  readonly steps: number;
  /** By seconds ahead. */
  readonly horizons: Readonly<Record<string, FilmErrors>>;
  /** Over the first unseen frames, thirty where there are so many. */
  readonly unseen: FilmErrors & { readonly frames: number };
  readonly seconds: number;
}

/** The document that `--json` prints. */
export const resultOf = ({
  horizons,
  unseen,
  judgement,
  seconds,
  findings,
  dissipative,
  drivePeriod,
}: FilmOutcome) => ({
  kind: 'film',
  horizons,
  energyBalance: judgement.balance,
  seconds,
  unseen,
  ...(drivePeriod !== undefined && { drivePeriod }),
  friction: {
    dissipative,
    filmed: findings.decay?.rate ?? null,
    foreseen: judgement.decay?.rate ?? null,
    lostPerPeriod: judgement.lostPerPeriod ?? null,
  },
});

/** How many times the mean square is below that of baselines. */
export const timesBelow = ({ rms, baselines }: FilmErrors, names: readonly (keyof FilmBaselines)[]): number =>
  (Math.min(...names.map((name) => baselines[name])) / rms) ** 2;

const root = (squares: FilmBaselines): FilmBaselines => ({
  last: Math.sqrt(squares.last),
  mean: Math.sqrt(squares.mean),
  linear: Math.sqrt(squares.linear),
  nearest: Math.sqrt(squares.nearest),
});

/** Errors at seconds ahead, of the frame nearest to them; horizons beyond the last judged frame are left out. */
export function errorsAt(
  { perFrame }: FilmJudgement,
  horizons: readonly number[],
  dt: number,
): Record<string, FilmErrors> {
  return Object.fromEntries(
    horizons.flatMap((horizon) => {
      const frame = perFrame[Math.max(1, Math.round(horizon / dt)) - 1];
      return frame === undefined
        ? []
        : [[String(horizon), { rms: Math.sqrt(frame.mse), baselines: root(frame.baselines) }]];
    }),
  );
}

/** Errors over the first frames. */
export function errorsOver(
  { perFrame }: FilmJudgement,
  most: number,
): FilmErrors & { readonly frames: number } {
  const judged = perFrame.slice(0, most);
  const mean = (value: (frame: (typeof judged)[number]) => number) =>
    judged.reduce((sum, frame) => sum + value(frame), 0) / judged.length;
  return {
    frames: judged.length,
    rms: Math.sqrt(mean(({ mse }) => mse)),
    baselines: root({
      last: mean(({ baselines }) => baselines.last),
      mean: mean(({ baselines }) => baselines.mean),
      linear: mean(({ baselines }) => baselines.linear),
      nearest: mean(({ baselines }) => baselines.nearest),
    }),
  };
}
