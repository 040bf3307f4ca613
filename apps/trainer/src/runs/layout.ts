import { join } from 'node:path';

/** Where the parts of a run lie in its folder. */
export function runPaths(folder: string) {
  return {
    folder,
    /** The resolved configuration. */
    config: join(folder, 'config.yaml'),
    /** Versions, git revision, seed, machine, engine, state. */
    record: join(folder, 'run.json'),
    /** One JSON object per logged step or evaluation. */
    metrics: join(folder, 'metrics.jsonl'),
    /** The same for TensorBoard, a file per sitting; TensorBoard takes a folder with `tfevents` in its name for a file. */
    tensorboard: join(folder, 'tensorboard'),
    /** Test errors of the last evaluation. */
    evaluation: join(folder, 'evaluation.json'),
    checkpoints: join(folder, 'checkpoints'),
    figures: join(folder, 'figures'),
    report: join(folder, 'report.html'),
    /** Some unseen trajectories: frames and, where it is known, the truth behind them. */
    test: join(folder, 'test.npz'),
    /** Which data set the run learnt from, where to look for it. */
    data: join(folder, 'data.json'),
    /** The model as ONNX files. */
    export: join(folder, 'export'),
    /** How films become frames, of a run that `hgn learn` made. */
    film: join(folder, 'film.json'),
    /** What `hgn learn --json` printed. */
    result: join(folder, 'result.json'),
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
  'tensorboard',
  'checkpoints',
  'figures',
  'report.html',
  'test.npz',
  'data.json',
  'export',
  'film.json',
  'result.json',
];
