/** An array that a graph takes or gives: float32, row-major. */
export interface ArrayDescription {
  readonly name: string;
  /** Lengths; `batch` where the file takes any. */
  readonly shape: readonly (number | 'batch')[];
  readonly meaning: string;
}

/** One exported graph. */
export interface GraphDescription {
  /** Name of the file beside `model.json`. */
  readonly file: string;
  readonly does: string;
  readonly inputs: readonly ArrayDescription[];
  readonly outputs: readonly ArrayDescription[];
}

/** The graphs of an exported model; `hamiltonian` where there is an energy. */
export type GraphName = 'encode' | 'state' | 'step' | 'decode' | 'hamiltonian';

/** A line of numbers from the smallest to the largest. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/** What the model makes of frames that it was not trained on. Numbers of a state are those of q (or p), row-major. */
export interface ModelStatistics {
  /** Inferred states that the numbers are about. */
  readonly states: number;
  /** Posterior means of z: their mean and standard deviation, number by number. */
  readonly z: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
  /** Smallest and largest position, number by number: the axes of a chart. */
  readonly q: { readonly minimum: readonly number[]; readonly maximum: readonly number[] };
  /** Smallest and largest momentum (or velocity), number by number. */
  readonly p: { readonly minimum: readonly number[]; readonly maximum: readonly number[] };
  /** Learnt energies; absent where the dynamics knows none. */
  readonly energy?: Range;
  /**
   * Mean squared pixel error (pixels from 0 to 1) between the frame an inferred state belongs to and what is decoded
   * from it: frames that are reconstructed worse than the 99th percentile are unlike those of the training.
   */
  readonly reconstructionError: { readonly median: number; readonly percentile99: number };
}

/** y = matrix x + offset. */
export interface AffineMap {
  /** Rows. */
  readonly matrix: readonly (readonly number[])[];
  readonly offset: readonly number[];
}

/** The plane in which latent states are drawn. A latent state is the vector of q and then p, row-major. */
export interface Chart {
  /** The two principal axes of the latent states of unseen frames. */
  readonly principal: {
    readonly centre: readonly number[];
    /** Two orthonormal vectors, the one of the larger variance first. */
    readonly axes: readonly (readonly number[])[];
    /** Standard deviations of the states along them. */
    readonly deviations: readonly number[];
    /** Fractions of the whole variance that lie along them. */
    readonly explained: readonly number[];
  };
  /**
   * Share of the variance of the truth that the best linear map explains on states it was not fitted to; absent where no
   * truth was known.
   */
  readonly r2?: number;
  /** The linear map to the true state; absent where no truth was known or where none explains half of it. */
  readonly gauge?: {
    /** Latent state to true (q, p). */
    readonly toTruth: AffineMap;
    /** True (q, p) to the likeliest latent state; `toTruth` of it is the truth again. */
    readonly fromTruth: AffineMap;
    /** Fraction of the variance of the truth that the map explains on states it was not fitted to; 1 is all. */
    readonly r2: number;
    /** How many times an area of the true phase space is larger in the latent one; negative where it is turned over. */
    readonly scale: number;
    /** Distance of the map from a symplectic one times a scale, relative: 0 is symplectic. With one degree of freedom it is 0 always. */
    readonly defect: number;
  };
}

/** What `model.json` of an exported model says. */
export interface ModelDescription {
  readonly format: 'hgn-export';
  readonly version: 1 | 2;
  /** What moves the state: `hamiltonian`, `neuralOde`, … */
  readonly dynamics: string;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** Frames that `encode` sees. */
  readonly inputFrames: number;
  /** The frame among them, from 0, to which the inferred state belongs. */
  readonly stateFrame: number;
  /** Time between two frames of the training data. */
  readonly dt: number;
  /** Samples per call: a number, or any. */
  readonly batch: number | 'any';
  /** Side of the blocks of pixels that the graphs fold into channels inside; frames outside are plain. */
  readonly foldedBlock: number;
  /** What drives the system: the clock, or numbers that came with the data. Absent where nothing does. */
  readonly drive?: 'clock' | 'data';
  readonly graphs: Readonly<Record<Exclude<GraphName, 'hamiltonian'>, GraphDescription>> & {
    readonly hamiltonian?: GraphDescription;
  };

  // Version 2: each is absent where whoever exported did not know it.
  /** Name of the simulated system that the model was trained on. */
  readonly system?: string;
  /** Name of the model's preset. */
  readonly preset?: string;
  /** Name of the run that trained it. */
  readonly run?: string;
  /** Time steps that training took; negative is backward. */
  readonly timeSteps?: Range;
  readonly statistics?: ModelStatistics;
  readonly chart?: Chart;
  /** SHA-256 of the files beside `model.json`, in hexadecimal, by name. */
  readonly checksums?: Readonly<Record<string, string>>;
}
