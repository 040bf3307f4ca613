import type { EnergyAndGradients, Inference, ModelDescription, Player, States } from '@hgn/player';
import type { EngineFiles, PlayerMethod, PlayerReply, PlayerRequest } from './playerProtocol.ts';

/** A path of states: from where, how far, how fast. */
export interface RolloutRequest {
  readonly from: States;
  /** Time from one frame to the next; one number, or one for every sample. */
  readonly dt: number | Float32Array;
  /** Frames wanted, the given state's being the first. */
  readonly frames: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A model that plays in a Worker. Arrays are those of `@hgn/player`: samples one after the other, their number follows
 * from the length of an array. Results are the caller's own; what is passed in is copied.
 */
export interface PlayerClient {
  readonly description: ModelDescription;
  /** Numbers of one sample: all input frames, z, q (and as many p), one frame. */
  readonly sizes: Player['sizes'];
  encode(frames: Float32Array): Promise<Inference>;
  state(z: Float32Array): Promise<States>;
  step(from: States, dt: number | Float32Array): Promise<States>;
  /** States of a rollout, [samples, frames, ...state]. */
  rollout(request: RolloutRequest): Promise<States>;
  /** Frames of states, [samples, height, width, channels] in [0, 1]. */
  decode(states: States): Promise<Float32Array>;
  /** Learnt energy with its gradients; absent where the dynamics knows none. */
  readonly hamiltonian?: (states: States) => Promise<EnergyAndGradients>;
  /** Ends the Worker; calls that wait are rejected. */
  dispose(): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens an exported model in a Worker of its own.
 *
 * @param files content of the export by file name
 * @param signal disposes of the player
 * @param newWorker starts the Worker; default from its own file
 * @throws Error of `openModel` when the export is damaged
 */
export async function startPlayer(
  files: Readonly<Record<string, Uint8Array>>,
  engine: EngineFiles,
  signal: AbortSignal,
  newWorker: () => Worker = newPlayerWorker,
): Promise<PlayerClient> {
  signal.throwIfAborted();
  const worker = newWorker();
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const end = (reason: Error): void => {
    worker.terminate();
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const dispose = (): void => end(new DisposedError('startPlayer: the player was disposed of'));
  signal.addEventListener('abort', dispose, { once: true });

  const opened = new Promise<PlayerReply & { readonly kind: 'opened' }>((resolve, reject) => {
    waiting.set(0, { resolve: resolve as Waiting['resolve'], reject });
    worker.addEventListener('error', ({ message }) => {
      end(new Error(`startPlayer: the player's worker failed: ${message || 'it could not be loaded'}`));
    });
    worker.addEventListener('message', ({ data }: MessageEvent<PlayerReply>) => {
      const key = data.kind === 'opened' ? 0 : (data.call ?? 0);
      const asked = waiting.get(key);
      waiting.delete(key);
      if (data.kind === 'failed') asked?.reject(new Error(data.problem));
      else asked?.resolve(data.kind === 'opened' ? data : data.result);
    });
  });
  const send = (message: PlayerRequest): void => worker.postMessage(message);

  const call = <T>(method: PlayerMethod, parameters: readonly unknown[], stop?: AbortSignal): Promise<T> => {
    if (signal.aborted) return Promise.reject(new DisposedError('startPlayer: the player was disposed of'));
    stop?.throwIfAborted();
    const number = ++calls;
    return new Promise<T>((resolve, reject) => {
      const cancel = (): void => {
        waiting.delete(number);
        send({ kind: 'cancel', call: number });
        reject(stop?.reason as Error);
      };
      stop?.addEventListener('abort', cancel, { once: true });
      const settled =
        <A extends unknown[]>(settle: (...given: A) => void) =>
        (...given: A): void => {
          stop?.removeEventListener('abort', cancel);
          settle(...given);
        };
      waiting.set(number, { resolve: settled(resolve as Waiting['resolve']), reject: settled(reject) });
      send({ kind: 'call', call: number, method, parameters });
    });
  };

  send({ kind: 'open', files, engine });
  const { description, sizes } = await opened;
  return {
    description,
    sizes,
    encode: (frames) => call('encode', [frames]),
    state: (z) => call('state', [z]),
    step: (from, dt) => call('step', [from, dt]),
    rollout: ({ from, dt, frames, signal: stop }) => call('rollout', [{ from, dt, frames }], stop),
    decode: (states) => call('decode', [states]),
    ...(description.graphs.hamiltonian && {
      hamiltonian: (states: States) => call<EnergyAndGradients>('hamiltonian', [states]),
    }),
    dispose,
  };
}

/** A call came after the player was disposed of, or waited when it was. */
export class DisposedError extends Error {
  override readonly name = 'DisposedError';
}

function newPlayerWorker(): Worker {
  return new Worker(new URL('./work.worker.ts', import.meta.url), { type: 'module', name: 'player' });
}
