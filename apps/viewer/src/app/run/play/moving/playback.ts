import type { States } from '@hgn/player';
import type { PlayerClient } from '../../../workers/playerClient.ts';
import { latestWins } from './latestWins.ts';
import { modelPath, reach, stateAt, type ModelPath } from './modelPath.ts';

/** What is seen at a moment. */
export interface Moment {
  /** Time since the anchor, in steps. */
  readonly steps: number;
  readonly state: States;
  /** [height, width, channels] in [0, 1] */
  readonly frame: Float32Array;
}

/** Plays a model from a state, which is t = 0. */
export interface Playback {
  /** The state at t = 0; undefined before there is one. */
  readonly anchor: () => States | undefined;
  readonly steps: () => number;
  readonly speed: () => number;
  readonly path: () => ModelPath | undefined;
  /** The moment on screen. */
  readonly moment: () => Moment | undefined;
  /** Starts from another state, at t = 0 or at the steps given. */
  restart(anchor: States, steps?: number): void;
  /** Shows the moment so many steps after the anchor, cut off at the ends of the path. */
  seek(steps: number): void;
  /** Time of a step in those of the training data: 0.1 … 4. */
  setSpeed(speed: number): void;
  /** Resolves when the picture stands, as far as it needs no path. */
  pictured(): Promise<void>;
  /** Resolves when nothing is left to compute. */
  idle(): Promise<void>;
}

/** Who is told of what. */
export interface PlaybackListeners {
  readonly onMoment: (moment: Moment) => void;
  readonly onPath: (path: ModelPath) => void;
  readonly onError: (error: unknown) => void;
  /** Pictures and paths are told apart: each begins and ends by itself. */
  readonly onBusy: (isBusy: boolean) => void;
}

/** A playback over a player; the newest wish wins over those that are still being computed. */
export function createPlayback(
  player: PlayerClient,
  { onMoment, onPath, onError, onBusy }: PlaybackListeners,
  signal: AbortSignal,
): Playback {
  let anchor: States | undefined;
  let steps = 0;
  let speed = 1;
  let path: ModelPath | undefined;
  let moment: Moment | undefined;
  const failed = (error: unknown): void => {
    if (!signal.aborted) onError(error);
  };

  const pictures = latestWins(
    async () => {
      const [from, at, along] = [anchor, steps, path];
      if (from === undefined || (at !== 0 && along === undefined)) return;
      const state = at === 0 || along === undefined ? from : await stateAt(player, along, at);
      const frame = await player.decode(state);
      // A picture of an anchor that was left meanwhile would flash up.
      if (signal.aborted || from !== anchor) return;
      moment = { steps: at, state, frame };
      onMoment(moment);
    },
    failed,
    onBusy,
  );

  const paths = latestWins(
    async () => {
      const [from, pace] = [anchor, speed];
      if (from === undefined) return;
      // What is seen now comes first.
      await pictures.idle();
      const isStale = (): boolean => from !== anchor || pace !== speed;
      const made = await modelPath(player, from, player.description.dt * pace, { signal, isStale });
      if (signal.aborted || made === undefined || isStale()) return;
      path = made;
      onPath(made);
      if (steps !== 0) pictures.give(undefined);
    },
    failed,
    onBusy,
  );

  return {
    anchor: () => anchor,
    steps: () => steps,
    speed: () => speed,
    path: () => path,
    moment: () => moment,
    restart: (state, at = 0) => {
      anchor = state;
      steps = at;
      path = undefined;
      pictures.give(undefined);
      paths.give(undefined);
    },
    seek: (to) => {
      steps = Math.max(-reach, Math.min(reach, to));
      pictures.give(undefined);
    },
    setSpeed: (to) => {
      speed = to;
      path = undefined;
      paths.give(undefined);
    },
    pictured: pictures.idle,
    idle: async () => {
      await pictures.idle();
      await paths.idle();
      await pictures.idle();
    },
  };
}
