import { exportCheckpoint } from '../../../drop/exportCheckpoint.ts';
import { runFacts } from '../../../drop/exportRun.ts';
import type { RunSource } from '../../../sources/runSource.ts';
import { engineFiles } from '../../../workers/engineFiles.ts';
import { startPlayer } from '../../../workers/playerClient.ts';

/** A kept checkpoint. */
export interface KeptCheckpoint {
  readonly step: number;
  readonly path: string;
}

/** The checkpoints among a run's files, by the step they were made at. */
export function keptCheckpoints(paths: readonly string[]): KeptCheckpoint[] {
  return paths
    .flatMap((path) => {
      const step = /^checkpoints\/step-(\d+)\.safetensors$/.exec(path)?.[1];
      return step === undefined ? [] : [{ step: Number(step), path }];
    })
    .sort((a, b) => a.step - b.step);
}

/**
 * What the model of a checkpoint makes of input frames: `frames` frames from the inferred state on. The checkpoint is
 * exported and played in Workers of their own, which end with it.
 */
export async function foreseen(
  source: RunSource,
  { path }: KeptCheckpoint,
  inputs: Float32Array,
  frames: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const files = await exportCheckpoint(await source.read(path), signal, await runFacts(source));
  const player = await startPlayer(files, engineFiles(), signal);
  try {
    const { q, p } = await player.encode(inputs);
    return await player.decode(
      await player.rollout({ from: { q, p }, dt: player.description.dt, frames, signal }),
    );
  } finally {
    player.dispose();
  }
}
