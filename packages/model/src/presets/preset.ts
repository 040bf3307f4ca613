import type { ModelConfig } from '../architecture/config.ts';

/** Which frames the encoder sees and which the decoder must explain. */
export interface FrameProtocol {
  /** The input frame whose state is inferred. */
  readonly stateAt: 'first' | 'middle' | 'last';
  /** Integrator steps from the inferred state; `steps + 1` frames are decodable. */
  readonly steps: number;
  /** Frames decoded per sample and step, drawn one from each of equally long stretches; `all` decodes every one. */
  readonly framesPerSample: number | 'all';
  /** Share of each batch that is unrolled backward in time, in [0, 1]. */
  readonly backwardFraction: number;
  /** Share of each batch that is unrolled with 2 dt against every second frame, in [0, 1]. */
  readonly doubleSpeedFraction: number;
  /**
   * Share of the training over which the frames to explain reach farther and farther from the inferred state, from a
   * tenth of `steps` to all of them, in [0, 1]; 0 asks for all from the beginning. Has no effect on `all` frames.
   */
  readonly horizonGrowth: number;
}

/** What is minimised. KL is per pixel value of the explained frames, so weights carry over between sizes. */
export type ObjectiveConfig =
  | {
      /** mean squared error + beta * KL. */
      readonly kind: 'elbo';
      readonly beta: number;
    }
  | {
      /**
       * mean squared error + prediction * (latent one-step error) + consistency * (p against dq/dt) + variance * (lack of
       * spread of q): a pixel HNN.
       */
      readonly kind: 'hnn';
      readonly prediction: number;
      readonly consistency: number;
      /** Weight of what keeps positions from shrinking, by which the other terms become small as well; 0 when absent. */
      readonly variance?: number;
    }
  | {
      /** KL + lambda * (mean squared error - target), lambda following the constraint. */
      readonly kind: 'geco';
      /** How lambda follows the constraint: as published by `exponential` growth, or climbing by `adam`. */
      readonly ascent: 'exponential' | 'adam';
      /** Mean squared error to reach (kappa). */
      readonly target: number;
      /** Decay of the constraint's moving average, in [0, 1). */
      readonly decay: number;
      /** Growth of log lambda per unit of constraint (nu), or the learning rate of Adam. */
      readonly rate: number;
      readonly initialLambda: number;
      readonly minimumLambda: number;
      readonly maximumLambda: number;
    };

/** An optimiser and its learning-rate schedule. */
export interface OptimiserConfig {
  /** `adam`, when absent; or `muon`: matrices by their orthogonal factor, everything else by Adam. */
  readonly method?: 'adam' | 'muon';
  readonly learningRate: number;
  /** Steps of linear warm-up. */
  readonly warmup: number;
  /** `constant`, or `cosine` down to `finalFraction` of the peak at the last step. */
  readonly schedule: 'constant' | 'cosine';
  readonly finalFraction: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Largest global gradient norm; 0 switches clipping off. */
  readonly clipNorm: number;
  /** Decay of the moving average of the weights that evaluation uses, in [0, 1); 0 evaluates the last weights. */
  readonly averageDecay: number;
}

/** Everything that defines a training run besides the data set and the seed. */
export interface Preset {
  readonly name: string;
  readonly description: string;
  readonly model: ModelConfig;
  readonly protocol: FrameProtocol;
  readonly objective: ObjectiveConfig;
  readonly optimiser: OptimiserConfig;
  readonly training: {
    readonly steps: number;
    readonly batchSize: number;
    /** Sample z from the posterior (true), or use its mean (false: the deterministic variant). */
    readonly sampling: boolean;
    /**
     * About how many frames of a batch are decoded together, their gradients included, before the next ones; default
     * `all`. Fewer take less memory, and change the numbers by rounding only. The objective `hnn` decodes all at once.
     */
    readonly framesAtOnce?: number | 'all';
    readonly logEvery: number;
    readonly checkpointEvery: number;
  };
  /** Default size of the training set when it is simulated for the run. */
  readonly data: { readonly trajectories: number; readonly frames: number };
}
