import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHgn } from '../../runHgn.ts';
import { once } from './once.ts';

/** Training steps after which the mass on its spring is known well enough for every test. */
const steps = 400;

/**
 * A folder `runs` with one run, `quickstart`, as `hgn quickstart` leaves it after fewer steps. It is trained once for
 * all test files that run together; where `HGN_E2E_RUNS` names a folder with such a run, that is taken.
 */
export async function trainedRuns(): Promise<string> {
  const given = process.env.HGN_E2E_RUNS;
  if (given !== undefined) return given;
  // Files that one call of vitest runs have one parent.
  const folder = folderOfRuns(process.ppid);
  await once(folder, 'quickstart', async (partial) => {
    await runHgn(['quickstart', '--steps', String(steps), '--out', 'runs/quickstart'], partial);
  });
  return join(folder, 'runs');
}

/** Where the files that a process of vitest runs have their run. */
export const folderOfRuns = (vitest: number): string => join(tmpdir(), `hgn-e2e-${vitest}`);

/** A copy of those runs that a test may change. */
export async function ownRuns(folder: string): Promise<string> {
  const runs = join(folder, 'runs');
  await cp(await trainedRuns(), runs, { recursive: true });
  return runs;
}
