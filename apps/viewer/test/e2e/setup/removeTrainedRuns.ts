import { rm } from 'node:fs/promises';
import { folderOfRuns } from './trainedRun.ts';

/** Removes, after all test files of the viewer, the run that they had trained for them. */
export default function setup(): () => Promise<void> {
  const folder = folderOfRuns(process.pid);
  return async () => {
    for (const each of ['', '.lock', '.partial']) {
      await rm(folder + each, { recursive: true, force: true });
    }
  };
}
