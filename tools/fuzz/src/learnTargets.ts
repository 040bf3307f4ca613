import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFilms, surveyAll } from '../../../apps/trainer/src/learn/film/look/lookAtFilms.ts';
import { prepareStates } from '../../../apps/trainer/src/learn/prepareStates.ts';
import { writeSwing } from '../../../apps/trainer/test/swingFilm.ts';
import { digest, file, type Target } from './target.ts';

/** Everything that `hgn learn` does with recordings of states before it trains. */
async function states(path: string): Promise<string> {
  const { names, dt, widths, train, test } = await prepareStates([path], { columns: {}, longest: 0.5 });
  const series = [...train, ...test].flatMap(({ positions, velocities, inputs }) =>
    [...positions, ...velocities, ...inputs].map((values) => new Uint8Array(values.slice().buffer)),
  );
  return digest(JSON.stringify([names, dt, widths]), ...series);
}

const surroundings = {
  stderr: { write: () => undefined },
  signal: new AbortController().signal,
};

/** Everything that `hgn learn` does with films before it trains. */
async function film(path: string): Promise<string> {
  const { preparation, films } = await prepareFilms(await surveyAll([path], surroundings), { dt: 1 / 30 });
  return digest(JSON.stringify(preparation), ...films.map(({ frames }) => frames));
}

const pictures = 48;

/** PNG files of a film beside the one that is changed. */
async function drawOthers(): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-fuzz-'));
  try {
    await writeSwing(folder, { width: 24, height: 18, length: pictures, amplitude: 6 });
    return await Promise.all(Array.from({ length: pictures }, (_, t) => readFile(join(folder, `${t}.png`))));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Drawn once for all files of a process. */
let others: Promise<Uint8Array[]> | undefined;

/** What `hgn learn` reads. */
export const learnTargets: readonly Target[] = [
  { name: 'learn-csv', seeds: ['swing.csv'], isChecked: false, read: file('swing.csv', states) },
  { name: 'learn-npz', seeds: ['swing.npz'], isChecked: true, read: file('swing.npz', states) },
  { name: 'learn-npy', seeds: ['swing.npy'], isChecked: false, read: file('swing.npy', states) },
  { name: 'learn-hdf5', seeds: ['swing.h5'], isChecked: false, read: file('swing.h5', states) },
  { name: 'learn-gif', seeds: ['swing.gif'], isChecked: false, isSlow: true, read: file('swing.gif', film) },
  {
    name: 'learn-png',
    seeds: ['swing.png'],
    isChecked: true,
    isSlow: true,
    read: async (bytes, folder) => {
      const drawn = [...(await (others ??= drawOthers()))];
      drawn[7] = bytes;
      const path = join(folder, 'film');
      await mkdir(path, { recursive: true });
      for (const [t, png] of drawn.entries()) await writeFile(join(path, `${t}.png`), png);
      return film(path);
    },
  },
];
