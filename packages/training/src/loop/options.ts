import type { LoopMemory } from './memory.ts';

/** Measured numbers by name; `loss`, and `gradientNorm` where there is one, are watched. */
export type Metrics = Readonly<Record<string, number>> & { readonly loss: number };

/** What is logged: the metrics of one step and where and when it was. */
export type MetricsRecord = Metrics & {
  /** Steps done, this one included. */
  readonly step: number;
  /** Seconds since this call of `train` began. */
  readonly seconds: number;
  /** Steps a second since the last record, evaluations not counted. */
  readonly stepsPerSecond: number;
};

/** A training at one moment: all that a checkpoint must hold. */
export interface Moment<State> {
  /** Steps done. */
  readonly step: number;
  readonly state: State;
  readonly memory: LoopMemory;
}

/** A training that went back to a good moment. */
export interface Rollback {
  /** What went wrong, such as `the loss is NaN`. */
  readonly what: string;
  /** The step, counted from 1, where it showed. */
  readonly step: number;
  /** The step that training goes on from; what was logged of later ones is void. */
  readonly to: number;
  /** What the learning rate is multiplied with from now on. */
  readonly rateFactor: number;
}

/** Options of `train`. */
export interface TrainOptions<State, Batch> {
  /**
   * One step: the next state and what was measured. Must not change the state that it is given. `rateFactor` is what
   * the learning rate is to be multiplied with: 1, and less after rollbacks.
   */
  readonly step: (
    state: State,
    batch: Batch,
    index: number,
    rateFactor: number,
  ) => Promise<{ state: State; metrics: Metrics }> | { state: State; metrics: Metrics };
  /** The state to begin with: a tree of host arrays and numbers, initial or from a checkpoint. */
  readonly state: State;
  /** The batch of step `index` (from 0): a function of the index alone, so that a resumed run sees the same data. */
  readonly batch: (index: number) => Batch | Promise<Batch>;
  /** Steps done before; default 0. */
  readonly from?: number;
  /** What the checkpoint kept of the loop; default that of a new training. */
  readonly memory?: LoopMemory;
  /** Steps done at the end, those before `from` included. */
  readonly steps: number;
  /** A record is made every so many steps, and of the last; default 1. */
  readonly logEvery?: number;
  /** A checkpoint is made every so many steps, and at the end; default only at the end. */
  readonly checkpointEvery?: number;
  /** Gets each record, in order; awaited. */
  readonly onMetrics?: (record: MetricsRecord) => Promise<void> | void;
  /** Gets each moment that is to be kept; awaited. Its state is finite. */
  readonly onCheckpoint?: (moment: Moment<State>) => Promise<void> | void;
  /**
   * How many times its own size the running median (over the last 100 steps) may be exceeded by a loss before it counts
   * as exploded; default 1000. Its size is its absolute value, or the median deviation where that is larger. Infinity:
   * only numbers that are not finite count. Never within the first 20 steps, or the first 20 after a rollback.
   */
  readonly explosionFactor?: number;
  /**
   * When the loss is not finite or exploded, or a state to be kept is not finite: `stop` throws; `rollback` goes back to
   * the last good checkpoint and halves the learning rate. Default `stop`.
   */
  readonly onDivergence?: 'stop' | 'rollback';
  /** Rollbacks before it throws nevertheless; default 5. */
  readonly maximumRollbacks?: number;
  /** Told of each rollback, before training goes on; awaited. */
  readonly onRollback?: (rollback: Rollback) => Promise<void> | void;
  /** The error on unseen data, the smaller the better: a function of the moment's state alone. */
  readonly evaluate?: (moment: Moment<State>) => Promise<number> | number;
  /** Evaluates every so many steps, and after the last; default never. */
  readonly evaluateEvery?: number;
  /** Gets each moment with a smaller error than all before; awaited. */
  readonly onBest?: (moment: Moment<State>) => Promise<void> | void;
  /** Ends after so many evaluations in a row without a new best; default never. */
  readonly patience?: number;
  /** Stops after the step at hand, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Milliseconds of a clock that never goes back; default `performance.now`. */
  readonly clock?: () => number;
}

/** How training ended: with the last step, or before its time. */
export interface TrainResult<State> extends Moment<State> {
  /** True if the signal ended it. */
  readonly stopped: boolean;
  /** True if evaluations no longer improved. */
  readonly stoppedEarly: boolean;
}
