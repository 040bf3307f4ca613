import type { LayerConfig } from './layerConfig.ts';
import type { DynamicsConfig } from '../dynamics/config.ts';

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
     * `motion`: the features are the places of every input frame side by side, as `eachFrame` gives them; the mean of z is
     * one learnt weighting of the frames for all positions, at the start the middle frame, and one for all momenta, at
     * the start the slope of a line through the frames; deviations are learnt, and the same for all inputs.
     */
    readonly heads: 'dense' | 'conv' | 'split' | 'motion';
    /** Numbers or channels of z. */
    readonly size: number;
    /** Added to the log-variance at the start; negative starts nearly deterministic. */
    readonly logVarianceBias: number;
    /** Of `motion`: time from one frame to the next, or `data` to have `compileTraining` take that of the data; default 1. */
    readonly frameTime?: number | 'data';
  };
  /** f_psi, from z to the state; empty means that z is the state. */
  readonly stateTransformer: readonly LayerConfig[];
  readonly dynamics: DynamicsConfig;
  /** What the decoder sees: the position alone, as in an HGN, or position and momentum side by side. */
  readonly decodes: 'position' | 'state';
  readonly decoder: readonly LayerConfig[];
}
