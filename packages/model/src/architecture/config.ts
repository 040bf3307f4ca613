import type { DynamicsConfig } from '../dynamics/config.ts';

/** One step of a network as plain data; channel counts of the input are inferred. */
export type LayerConfig =
  | {
      readonly type: 'conv';
      readonly filters: number;
      readonly kernel: number;
      readonly stride?: 1 | 2;
      readonly padding?: 'same' | 'valid';
      readonly bias?: boolean;
    }
  | { readonly type: 'dense'; readonly units: number; readonly bias?: boolean; readonly gain?: number }
  | { readonly type: 'activation'; readonly name: ActivationName; readonly slope?: number }
  | { readonly type: 'flatten' }
  | { readonly type: 'reshape'; readonly shape: readonly number[] }
  | { readonly type: 'upsample' }
  /** Where each channel is brightest: a map to a vector of two numbers a channel. */
  | { readonly type: 'spatialSoftmax' }
  | {
      /** Learnt channels, the same for every input and starting at one, beside those of a map. */
      readonly type: 'constantChannels';
      readonly channels: number;
    }
  | { readonly type: 'residual'; readonly layers: readonly LayerConfig[] }
  | {
      /** The same layers on each of `frames` frames stacked along channels, their results side by side. */
      readonly type: 'eachFrame';
      readonly frames: number;
      readonly layers: readonly LayerConfig[];
    };

/** The activations a network config may name. */
export type ActivationName = 'relu' | 'leakyRelu' | 'softplus' | 'swish' | 'tanh' | 'sigmoid';

/** The architecture of a generative model of image sequences as plain data. */
export interface ModelConfig {
  /** Frame size in pixels and channels. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** Consecutive frames the encoder sees, stacked along channels. */
  readonly inputFrames: number;
  /** Side of the pixel blocks that are folded into channels before encoding and decoding; 1 folds nothing. */
  readonly blockSize: 1 | 2;
  /**
   * Whether the encoder sees frames less the colours that the pixel bias stands for, at the start the background of the
   * data: empty space is then zero, as the margins of convolutions are. False when absent.
   */
  readonly centred?: boolean;
  readonly encoder: readonly LayerConfig[];
  /** The diagonal Gaussian over z, from the encoder's features. */
  readonly posterior: {
    /**
     * `dense`: two heads that give vectors of `size`. `conv`: two 3x3 heads that give maps of `size` channels.
     * `split`: no heads; the first half of the features' last axis is the mean, the second the log of the deviation.
     */
    readonly heads: 'dense' | 'conv' | 'split';
    /** Numbers or channels of z. */
    readonly size: number;
    /** Added to the log-variance at the start; negative starts nearly deterministic. */
    readonly logVarianceBias: number;
  };
  /** f_psi, from z to the state; empty means that z is the state. */
  readonly stateTransformer: readonly LayerConfig[];
  readonly dynamics: DynamicsConfig;
  /** What the decoder sees: the position alone, as in an HGN, or position and momentum side by side. */
  readonly decodes: 'position' | 'state';
  readonly decoder: readonly LayerConfig[];
}
