/** What measures the seconds of a training. */
export type Clock = 'wall' | 'processor';

/** One that trains by the clock and is judged off it. */
export interface Racer {
  readonly name: string;
  readonly parameters: number;
  /** Trains until its clock stands at `seconds`, or a step further. */
  train(seconds: number): Promise<{ readonly seconds: number; readonly steps: number }>;
  /** Error of the unseen films. */
  judge(): Promise<number>;
  stop(): Promise<void>;
}
