import { z } from 'zod';
import { CommandError } from '../../errors.ts';
import { readFileText } from '../../files/readText.ts';
import { writeFileAtomic } from '../../runs/writeFile.ts';
import type { FilmJudgement } from './judge/judgeFilm.ts';
import type { LearntStretch } from './judge/windows.ts';
import type { FilmFindings } from './look/lookAtFilms.ts';
import type { Preparation } from './look/prepare.ts';

/** What a run on films remembers of them: how they became frames, and which of these were learnt from. */
export interface SavedFilm {
  readonly preparation: Preparation;
  readonly findings: FilmFindings;
  readonly dissipative: boolean;
  readonly learnt: readonly LearntStretch[];
}

const positive = z.number().positive();
const sides = z.object({ width: positive, height: positive });
const schema = z.object({
  preparation: z.object({
    box: z.object({ x: z.number(), y: z.number(), width: positive, height: positive }),
    size: z.int().positive(),
    channels: z.union([z.literal(1), z.literal(3)]),
    every: z.int().positive(),
    dt: positive,
    gain: positive,
    film: sides,
  }),
  findings: z.object({
    films: z.number(),
    pictures: z.number(),
    size: sides,
    interval: positive,
    isCut: z.boolean(),
    hasBackground: z.boolean(),
    drift: z.number(),
    noise: z.number(),
    contrast: z.number(),
    // JSON has no NaN.
    period: z
      .number()
      .nullable()
      .transform((value) => value ?? NaN),
    decay: z.object({ rate: z.number(), error: z.number() }).exactOptional(),
  }),
  dissipative: z.boolean(),
  learnt: z.array(z.object({ film: z.string(), from: z.int().nonnegative(), to: z.int().nonnegative() })),
});

/** Writes `film.json` of a run, with the errors of every frame beside what is remembered. */
export async function writeSavedFilm(
  path: string,
  saved: SavedFilm,
  { perFrame, starts }: Pick<FilmJudgement, 'perFrame' | 'starts'>,
): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify({ ...saved, perFrame, starts }, null, 2)}\n`);
}

/**
 * Reads `film.json` of a run.
 *
 * @throws CommandError when there is none, or it is damaged
 */
export async function readSavedFilm(path: string): Promise<SavedFilm> {
  const text = await readFileText(path);
  if (text === undefined) {
    throw new CommandError(
      `${path}: is not there; --model with films takes the folder of a run that hgn learn made of a film`,
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new CommandError(`${path}: must be JSON, but is damaged; learn again`);
  }
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  const [{ path: at, message }] = read.error.issues;
  throw new CommandError(
    `${path}: must be what hgn learn wrote, but ${at.join('.')}: ${message}; learn again`,
  );
}
