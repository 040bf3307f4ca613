import { EngineUnavailableError } from '../engines/engine.ts';
import { inNode } from '../engines/runtime.ts';
import type { Executor } from '../native/addon.ts';
import { elementwiseOperations } from '../native/chains/elementwiseOperations.ts';
import { Heap, type Block } from './heap.ts';
import type { WasmExports } from './module.ts';
import { startThread, type ServingThread } from './threads.ts';

type Values = Float32Array | Int32Array;

/** A program in the executor's memory. */
interface WasmProgram {
  readonly count: number;
  readonly threads: number;
  /** What it takes, to be given back. */
  readonly blocks: Block[];
  readonly words: number;
  readonly constants: number;
  readonly arena: number;
  /** Where arguments and results are, from the first run on. */
  places?: Places;
}

interface Places {
  /** Address of the table of addresses. */
  readonly bases: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Views of both, of the memory as it was then. */
  buffer: ArrayBufferLike;
  inputViews: readonly Values[];
  outputViews: readonly Values[];
}

/** Pages that a memory has at first. */
const firstPages = 16;
const mostPages = 65536;

const stackBytes = 65536;

/** The executor as WebAssembly with one memory; threads that serve it share that. */
export class WasmExecutor implements Executor {
  readonly #module: WebAssembly.Module;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: WasmExports;
  readonly #heap: Heap;
  readonly #threads: Promise<ServingThread>[] = [];
  #scratch: Block | undefined;
  #scratchThreads = 0;
  readonly #isShared: boolean;

  /** Throws EngineUnavailableError where the module was built from other sources. */
  constructor(module: WebAssembly.Module, isShared: boolean) {
    this.#module = module;
    this.#isShared = isShared;
    this.#memory = new WebAssembly.Memory({ initial: firstPages, maximum: mostPages, shared: isShared });
    const imports = { env: { memory: this.#memory }, host: { rest: restOf(isShared) } };
    this.#exports = new WebAssembly.Instance(module, imports).exports as unknown as WasmExports;
    this.#heap = new Heap(this.#memory, this.#exports.__heap_base.value);
    if (this.#operations().join() !== elementwiseOperations.join()) {
      throw new EngineUnavailableError(
        "jit: engine 'wasm' does not work here (it was built from other sources); build it again: node native/buildWasm.mjs in the folder of @hgn/jit",
      );
    }
  }

  /** How many of the threads that are wanted for a program it can have. */
  threadsFor(words: Int32Array, wanted: number): number {
    if (!this.#isShared || !isSharedWork(words)) return 1;
    return Math.min(wanted, this.#exports.threadLimit());
  }

  /** Starts threads until there are as many, this one among them; rejects where one does not start. */
  async serveWith(threads: number): Promise<void> {
    const present = this.#threads.length;
    while (this.#threads.length + 1 < threads) {
      const { at } = this.#heap.take(stackBytes);
      const thread = this.#threads.length + 1;
      const task = { module: this.#module, memory: this.#memory, stack: at + stackBytes, thread };
      this.#threads.push(startThread(task));
    }
    try {
      await Promise.all(this.#threads);
    } catch (error) {
      this.#endFrom(present);
      throw error;
    }
  }

  /** Ends the threads. */
  end(): void {
    this.#endFrom(0);
  }

  #endFrom(first: number): void {
    for (const thread of this.#threads.splice(first)) {
      thread.then(
        ({ end }) => end(),
        () => undefined,
      );
    }
  }

  createProgram(
    words: Int32Array,
    constants: Float32Array,
    arenaLength: number,
    threads: number,
  ): WasmProgram {
    this.#needScratch(threads);
    const blocks: Block[] = [];
    const take = (length: number) => {
      const block = this.#heap.take(4 * length);
      blocks.push(block);
      return block.at;
    };
    try {
      const program: WasmProgram = {
        count: words.length,
        threads,
        blocks,
        words: take(words.length),
        constants: take(constants.length),
        arena: take(arenaLength),
      };
      const { buffer } = this.#heap;
      new Int32Array(buffer, program.words, words.length).set(words);
      new Float32Array(buffer, program.constants, constants.length).set(constants);
      return program;
    } catch (error) {
      blocks.forEach((block) => this.#heap.give(block));
      throw error;
    }
  }

  disposeProgram(program: object): void {
    const { blocks } = program as WasmProgram;
    blocks.splice(0).forEach((block) => this.#heap.give(block));
  }

  runProgram(handle: object, inputs: readonly Values[], outputs: readonly Values[]): boolean {
    const program = handle as WasmProgram;
    const places = (program.places ??= this.#placesOf(program, inputs, outputs));
    if (places.buffer !== this.#heap.buffer) this.#view(places, inputs, outputs);
    places.inputViews.forEach((view, i) => view.set(inputs[i]));
    const { words, count, threads } = program;
    const isRight = this.#exports.run(words, count, places.bases, threads, this.#scratch?.at ?? 0) !== 0;
    outputs.forEach((output, i) => output.set(places.outputViews[i]));
    return isRight;
  }

  #placesOf(program: WasmProgram, inputs: readonly Values[], outputs: readonly Values[]): Places {
    const take = (length: number) => {
      const block = this.#heap.take(4 * length);
      program.blocks.push(block);
      return block.at;
    };
    const places: Places = {
      bases: take(2 + inputs.length + outputs.length),
      inputs: inputs.map(({ length }) => take(length)),
      outputs: outputs.map(({ length }) => take(length)),
      buffer: this.#heap.buffer,
      inputViews: [],
      outputViews: [],
    };
    const bases = [program.arena, program.constants, ...places.inputs, ...places.outputs];
    new Uint32Array(this.#heap.buffer, places.bases, bases.length).set(bases);
    this.#view(places, inputs, outputs);
    return places;
  }

  #view(places: Places, inputs: readonly Values[], outputs: readonly Values[]): void {
    const { buffer } = this.#heap;
    const viewAs = (at: number, { length }: Values, isFloat: boolean) =>
      isFloat ? new Float32Array(buffer, at, length) : new Int32Array(buffer, at, length);
    const viewsOf = (at: readonly number[], like: readonly Values[]) =>
      at.map((address, i) => viewAs(address, like[i], like[i] instanceof Float32Array));
    places.buffer = buffer;
    places.inputViews = viewsOf(places.inputs, inputs);
    places.outputViews = viewsOf(places.outputs, outputs);
  }

  /** Programs run one at a time, so that all have the same memory to work with. */
  #needScratch(threads: number): void {
    if (threads <= this.#scratchThreads) return;
    const before = this.#scratch;
    this.#scratch = this.#heap.take(4 * threads * this.#exports.scratchLength());
    this.#scratchThreads = threads;
    if (before !== undefined) this.#heap.give(before);
  }

  #operations(): string[] {
    const bytes = new Uint8Array(this.#heap.buffer);
    const names: string[] = [];
    for (let at = this.#exports.operationName(0); at !== 0; at = this.#exports.operationName(names.length)) {
      const end = bytes.indexOf(0, at);
      names.push(String.fromCharCode(...bytes.subarray(at, end)));
    }
    return names;
  }
}

/** Whether any instruction is shared among threads: the second of its flags says that one does it all. */
function isSharedWork(words: Int32Array): boolean {
  for (let at = 0; at < words.length; at += 3 + words[at + 1]) if ((words[at + 2] & 2) === 0) return true;
  return false;
}

/** Lets others have the core for a moment, where that is allowed: not on a page's own thread. */
function restOf(isShared: boolean): () => void {
  const nothing = () => undefined;
  const isPage = !inNode && typeof document !== 'undefined';
  if (!isShared || isPage) return nothing;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return () => void Atomics.wait(sleeper, 0, 0, 0.05);
}
