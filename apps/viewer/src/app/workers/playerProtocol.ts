import type { ModelDescription, Player } from '@hgn/player';

/** Methods of a player that a page can call from afar. */
export type PlayerMethod = 'encode' | 'state' | 'step' | 'decode' | 'hamiltonian' | 'rollout';

/** Where the engine's WebAssembly comes from. */
export type EngineFiles =
  /** Address of the folder with the engine's own files. */
  | { readonly folder: string }
  /** The WebAssembly itself, where it cannot be asked for by address: the Worker has its loader within it. */
  | { readonly wasm: ArrayBuffer };

/** What a page sends to the player's Worker. */
export type PlayerRequest =
  | {
      readonly kind: 'open';
      /** Content of an export by file name. */
      readonly files: Readonly<Record<string, Uint8Array>>;
      readonly engine: EngineFiles;
    }
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly method: PlayerMethod;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: 'cancel'; readonly call: number };

/** What the Worker answers. */
export type PlayerReply =
  | { readonly kind: 'opened'; readonly description: ModelDescription; readonly sizes: Player['sizes'] }
  | { readonly kind: 'done'; readonly call: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly call?: number; readonly problem: string };
