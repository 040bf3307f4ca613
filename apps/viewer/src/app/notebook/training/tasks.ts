import type { TargetName } from '@hgn/flow';

/** Learn a density in the plane by a Neural Hamiltonian Flow. */
export interface FlowTask {
  readonly kind: 'flow';
  readonly target: TargetName;
  /** Samples of the target to learn from. */
  readonly samples: number;
  readonly steps: number;
  readonly hidden: readonly number[];
  /** Hamiltonians, and leapfrog steps in each. */
  readonly blocks: number;
  readonly leapfrogSteps: number;
  readonly seed: number;
  /** Training steps between two moments that are shown. */
  readonly every: number;
}

/** Learn the motion of a pendulum H = p²/(2 m) + m g (1 - cos q), l = 1, from noisy derivatives. */
export interface FieldTask {
  readonly kind: 'hnn' | 'plain';
  readonly mass: number;
  readonly gravity: number;
  /** States that are seen, their largest energy, and the noise on their derivatives. */
  readonly samples: number;
  readonly noise: number;
  readonly steps: number;
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly seed: number;
  readonly every: number;
  /** The rollout that is judged: from q at rest, this many steps of dt. */
  readonly rollout: { readonly q: number; readonly dt: number; readonly steps: number };
}

/** What the worker can train. */
export type TrainingTask = FlowTask | FieldTask;

/** The flow at one moment of its training. */
export interface FlowMoment {
  readonly kind: 'flow';
  readonly step: number;
  readonly steps: number;
  /** Negative mean log-weight: an upper bound of the cross-entropy, in nats. */
  readonly loss: number;
  /** Samples of the flow, x y x y. */
  readonly samples: Float32Array;
  /** V and K of the last Hamiltonian on [-3, 3]² of standardised units. */
  readonly potential: Float32Array;
  readonly kinetic: Float32Array;
  readonly nodes: number;
  /** Samples of the target; the same at every moment. */
  readonly target: Float32Array;
  readonly millisecondsPerStep: number;
}

/** A learnt motion at one moment of its training. */
export interface FieldMoment {
  readonly kind: 'hnn' | 'plain';
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** True energy along the rollout. */
  readonly energy: Float64Array;
  readonly millisecondsPerStep: number;
}

/** What a training tells. */
export type MomentOf<T extends TrainingTask> = T extends FlowTask ? FlowMoment : FieldMoment;

/** What the page says to the training worker. */
export type TrainingOrder =
  | { readonly order: 'start'; readonly task: TrainingTask; readonly wasmFolder: string | undefined }
  | { readonly order: 'pace'; readonly milliseconds: number }
  | { readonly order: 'pause'; readonly paused: boolean }
  | { readonly order: 'step' }
  | { readonly order: 'compile'; readonly subject: CompilerSubject };

/** What the worker says. */
export type TrainingNews =
  | { readonly news: 'moment'; readonly moment: FlowMoment | FieldMoment }
  | { readonly news: 'done' }
  | { readonly news: 'failed'; readonly problem: string }
  | { readonly news: 'compiled'; readonly passes: readonly CompiledPass[] };

/** What the compiler may be watched at. */
export type CompilerSubject = 'leapfrog' | 'training';

/** The graph after one pass: how many nodes of which operation. */
export interface CompiledPass {
  readonly pass: string;
  readonly nodes: number;
  readonly operations: Readonly<Record<string, number>>;
}
