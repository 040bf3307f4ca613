/** What a step of training reports. */
export interface StepMetrics {
  /** Number of steps done, this one included. */
  readonly step: number;
  readonly loss: number;
  /** Mean squared error per pixel value, pixels in [0, 1]. */
  readonly mse: number;
  /** KL divergence in nats per sample. */
  readonly kl: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
}

/** A training in progress: how far it is, one more step, and a way to save it. */
export interface TrainingSession {
  /** Steps to do in all. */
  readonly total: number;
  /** Steps done. */
  readonly step: number;
  /** Engine that runs the compiled step. */
  readonly engine: string;
  readonly parameterCount: number;
  /** Does one step. */
  advance(): Promise<StepMetrics>;
  /** Writes a checkpoint of this moment into a run's checkpoint folder. */
  save(checkpoints: string): Promise<void>;
  dispose(): Promise<void>;
}
