import { exportFiles } from '../sources/exportFiles.ts';
import type { RunSource } from '../sources/runSource.ts';
import { engineFiles } from './engineFiles.ts';
import { startPlayer, type PlayerClient } from './playerClient.ts';

/**
 * Opens the model of a run: from its `export` folder, or from an export that is made of its newest checkpoint here
 * and now.
 *
 * @param signal disposes of the player
 */
export async function openPlayer(source: RunSource, signal: AbortSignal): Promise<PlayerClient> {
  return await startPlayer(await exportFiles(source, signal), engineFiles(), signal);
}
