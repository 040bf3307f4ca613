import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { isFilm } from './film/look/lookAtFilms.ts';
import { learnFilm } from './film/learnFilm.ts';
import { learnStates } from './learn.ts';
import type { LearnOptions } from './options.ts';

/** Options that say something about states alone, and about films alone. */
const ofStates = ['positions', 'inputs', 'angles', 'windows', 'mirror'] as const;
const ofFilms = ['friction', 'dt', 'steps', 'threads', 'coordinates'] as const;

/** Files to learn from, or a model and files to judge it by. */
function requireFiles(files: readonly string[], { model, test }: LearnOptions): void {
  if (files.length === 0 && model === undefined) {
    throw new UsageError('name the files to learn from, or with --model what was learnt and --test files');
  }
  if (files.length > 0 && model !== undefined) {
    throw new UsageError(
      '--model judges what was learnt and takes no files to learn from; give them to --test',
    );
  }
  if (model !== undefined && test === undefined) {
    throw new UsageError('--model needs --test with the files to foresee');
  }
}

/** Runs `hgn learn`: on states or on films, as the files are. */
export async function learn(files: readonly string[], options: LearnOptions, io: Io): Promise<void> {
  const all = [...files, ...(options.test ?? [])];
  const films = await Promise.all(all.map((path) => isFilm(resolve(io.cwd, path))));
  const isOfFilms = films.includes(true);
  if (isOfFilms && films.includes(false)) {
    throw new UsageError(
      `${all[films.indexOf(true)]} is a film, and ${all[films.indexOf(false)]} is none; learn from films or from states`,
    );
  }
  const foreign = (isOfFilms ? ofStates : ofFilms).find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw new UsageError(
      `--${foreign} is for ${isOfFilms ? 'recordings of states, and these are films' : 'films, and these are recordings of states'}; leave it out`,
    );
  }
  requireFiles(files, options);
  await (isOfFilms ? learnFilm : learnStates)(files, options, io);
}
