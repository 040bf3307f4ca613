import { EngineUnavailableError } from '../engines/engine.ts';
import { elementwiseOperations } from './chains/elementwiseOperations.ts';

/** What runs programs, in memory of its own. */
export interface Executor {
  createProgram(words: Int32Array, constants: Float32Array, arenaLength: number, threads: number): object;
  /** Frees a program's memory at once; it cannot run afterwards. */
  disposeProgram(program: object): void;
  /** Fills the outputs; false where an index was outside. */
  runProgram(program: object, inputs: readonly Values[], outputs: readonly Values[]): boolean;
  /** The same while JavaScript goes on; the arrays must stay as they are until then. */
  startProgram?(program: object, inputs: readonly Values[], outputs: readonly Values[]): Promise<boolean>;
}

type Values = Float32Array | Int32Array;

/** What JavaScript sees of the executor that is built for this machine. */
export interface NativeAddon extends Executor {
  /** The kind of processor that it was built for and chose here. */
  readonly target: string;
  /** What it does element by element, by number. */
  readonly operations: readonly string[];
}

// Not in the calls below: bundlers for pages would take the script for a file that the page needs.
const here = import.meta.url;

/** Loads the executor for this machine. Throws EngineUnavailableError where there is none. */
export function loadNativeAddon(): NativeAddon {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const place = `../../native/prebuilds/${process.platform}-${process.arch}/hgn.node`;
  let addon: NativeAddon;
  try {
    addon = createRequire(here)(fileURLToPath(new URL(place, here))) as NativeAddon;
  } catch (cause) {
    const script = fileURLToPath(new URL('../../native/build.mjs', here));
    throw new EngineUnavailableError(
      `jit: engine 'native' does not work here (it is not built for ${process.platform}-${process.arch}: ${firstLine(cause)}); node ${script} builds it, with g++ or clang++`,
      { cause },
    );
  }
  const { operations } = addon;
  if (operations.join() !== elementwiseOperations.join()) {
    throw new EngineUnavailableError(
      "jit: engine 'native' does not work here (it was built from other sources); build it again: node native/build.mjs in the folder of @hgn/jit",
    );
  }
  return addon;
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
