import type { ReadArray } from '@hgn/testing';
import { hgn } from './io.ts';
import { tiny } from './tiny.ts';

/** Trains a tiny model for three steps, of a preset whose dynamics it keeps where one is named. */
export async function trainTiny(cwd: string, out: string, preset?: string): Promise<void> {
  const isOfDynamics = (change: string) => change.includes('dynamics');
  // A change is one word, or two where it begins with --set.
  const shared = tiny.filter((word, i) => !isOfDynamics(word === '--set' ? tiny[i + 1] : word));
  const changes = preset === undefined ? tiny : ['--preset', preset, ...shared];
  const trained = await hgn(['train', ...changes, '--steps', '3', '--out', out, '--no-report'], { cwd });
  if (trained.code !== 0) throw new Error(`trainTiny: hgn train must succeed, but said\n${trained.stderr}`);
}

/** The shape of each array by its name. */
export const shapesOf = (arrays: Readonly<Record<string, ReadArray>>): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
