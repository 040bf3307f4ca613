import type { ModelDescription } from './description/types.ts';

/** States on the host: q and p of as many numbers, samples one after the other. */
export interface States {
  readonly q: Float32Array;
  readonly p: Float32Array;
}

/** What the encoder makes of frames: the posterior over z, and the state at its mean. */
export interface Inference extends States {
  /** Mean of z, `sizes.latent` numbers a sample. */
  readonly mean: Float32Array;
  /** Natural logarithm of the variance of z. */
  readonly logVariance: Float32Array;
}

/** The learnt energy of states, and how it changes with them. */
export interface EnergyAndGradients {
  /** One number a sample. */
  readonly H: Float32Array;
  readonly dHdq: Float32Array;
  readonly dHdp: Float32Array;
}

/** From where, how far and how fast to roll out. */
export interface RolloutOptions {
  /** The first state of every sample. */
  readonly from: States;
  /** Time from one frame to the next, one number or one for every sample: negative goes backward, double is faster. */
  readonly dt: number | Float32Array;
  /** Frames wanted, the given state's being the first; an integer of at least 1. */
  readonly frames: number;
  /**
   * What drives the system from each frame to the next, its mean over that time or, for a clock, the time half-way,
   * [samples, frames - 1, channels]. Absent: nothing pushes, and a clock begins at 0.
   */
  readonly drive?: Float32Array;
  /** Stops the rollout: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * A trained model at work. All arrays are float32, row-major, samples one after the other: their number is the length
 * of an array over its size in `sizes`.
 *
 * Every method returns new arrays unless it is given `into`: then the result is written there and returned, and
 * nothing is allocated but what the runtime makes of its own. `into` may be what goes in, as in
 * `step(state, dt, state)`. Calls may overlap; those of one method wait for each other, and read what they are given when
 * their turn comes. A model that was exported for a fixed batch takes any number of samples too, a whole batch
 * at a time.
 */
export interface Player {
  /** What `model.json` says. */
  readonly description: ModelDescription;
  /** Numbers of one sample: all input frames, z, q (and as many p), one frame. */
  readonly sizes: {
    readonly frames: number;
    readonly latent: number;
    readonly state: number;
    readonly frame: number;
    /** What drives the system from a frame to the next; 0 where nothing does. */
    readonly drive: number;
  };
  /** What the model makes of `inputFrames` frames, [samples, inputFrames, height, width, channels] in [0, 1]. */
  encode(frames: Float32Array, into?: Inference): Promise<Inference>;
  /** The states of z. */
  state(z: Float32Array, into?: States): Promise<States>;
  /**
   * The states a time dt later: negative is backward; one number, or one for every sample. `drive`: what drives the system
   * meanwhile, [samples, channels], as in `rollout`.
   */
  step(from: States, dt: number | Float32Array, into?: States, drive?: Float32Array): Promise<States>;
  /** The frames of states, [samples, height, width, channels] in [0, 1]. */
  decode(states: States, into?: Float32Array): Promise<Float32Array>;
  /** The learnt energy of states with its gradients; absent where the dynamics knows none. */
  readonly hamiltonian?: (states: States, into?: EnergyAndGradients) => Promise<EnergyAndGradients>;
  /** The states of a rollout, [samples, frames, ...state]: for one sample, frames one after the other. */
  rollout(options: RolloutOptions, into?: States): Promise<States>;
  /** Frees the graphs; nothing can be called afterwards. */
  dispose(): Promise<void>;
}
