import { join } from 'node:path';

/** Where the parts of a run lie in its folder. */
export function runPaths(folder: string) {
  return {
    folder,
    /** The resolved configuration. */
    config: join(folder, 'config.yaml'),
    /** Versions, git revision, seed, machine, engine, state. */
    record: join(folder, 'run.json'),
    /** One JSON object per logged step. */
    metrics: join(folder, 'metrics.jsonl'),
    /** Test errors of the last evaluation. */
    evaluation: join(folder, 'evaluation.json'),
    checkpoints: join(folder, 'checkpoints'),
    figures: join(folder, 'figures'),
    report: join(folder, 'report.html'),
  };
}

/** See {@link runPaths}. */
export type RunPaths = ReturnType<typeof runPaths>;

/** Names that a run may leave in its folder; anything else there belongs to somebody. */
export const runEntries: readonly string[] = [
  'config.yaml',
  'run.json',
  'metrics.jsonl',
  'evaluation.json',
  'tfevents',
  'checkpoints',
  'figures',
  'report.html',
  'export',
];
