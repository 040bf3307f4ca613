import type { RunSummary } from '../../../sharing/runSummary.ts';
import type { PlayerClient } from '../../workers/playerClient.ts';
import type { CompiledPass, CompilerSubject, MomentOf, TrainingTask } from '../training/tasks.ts';
import type { TrainingHandle } from '../training/startTraining.ts';

/** A trained model, playing in a Worker; the notebook's page disposes of it. */
export type NotebookModel = Omit<PlayerClient, 'dispose'>;

/** One line of a run's metrics. */
export type MetricsLine = Readonly<Record<string, unknown>>;

/** All that cells can reach beyond their own page: no files, no network. */
export interface Capabilities {
  readonly runs: {
    /** The runs that the viewer shows. */
    list(): Promise<readonly RunSummary[]>;
    /** The model of a run, playing in a Worker of its own. */
    open(id: string): Promise<NotebookModel>;
    /** The lines that a run wrote while it trained. */
    metrics(id: string): Promise<readonly MetricsLine[]>;
  };
  /** Trains a small model in a Worker; it starts at once. */
  train<T extends TrainingTask>(task: T): TrainingHandle<MomentOf<T>>;
  /** What the compiler makes of a function, pass by pass. */
  compilerPasses(subject: CompilerSubject): Promise<readonly CompiledPass[]>;
}
