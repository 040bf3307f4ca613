import { EngineUnavailableError } from '../engines/engine.ts';
import { inNode } from '../engines/runtime.ts';
import { withOwnMemory } from './ownMemory.ts';

/** What the executor exports. */
export interface WasmExports {
  readonly __heap_base: WebAssembly.Global<'i32'>;
  readonly __stack_pointer: WebAssembly.Global<'i32'>;
  scratchLength(): number;
  threadLimit(): number;
  operationName(index: number): number;
  run(words: number, count: number, bases: number, threads: number, scratch: number): number;
}

/** Multiplies and adds in one instruction: (x, y, z) => f32x4.relaxed_madd(x, y, z). */
const fusing = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b, 3, 2, 1, 0, 10, 13, 1, 11, 0, 0x20, 0,
  0x20, 1, 0x20, 2, 0xfd, 0x85, 2, 0x0b,
); // oxfmt-ignore

/** Fetches and compiles the executor for what this machine's WebAssembly can do. Throws EngineUnavailableError. */
export async function loadWasmModule(isShared: boolean): Promise<WebAssembly.Module> {
  // Both literally, so that bundlers for pages bring them along.
  const file = WebAssembly.validate(fusing)
    ? new URL('../../native/prebuilds/wasm/hgn-relaxed.wasm', import.meta.url)
    : new URL('../../native/prebuilds/wasm/hgn-simd.wasm', import.meta.url);
  const bytes = await bytesOf(file).catch((cause: unknown) => {
    const build = inNode
      ? 'node native/buildWasm.mjs in the folder of @hgn/jit builds it'
      : 'it has to be served beside the scripts, as bundlers do that understand new URL(file, import.meta.url)';
    throw unavailable(`${file.href} is not there: ${String(cause)}`, build, cause);
  });
  try {
    return await WebAssembly.compile(isShared ? bytes : withOwnMemory(bytes));
  } catch (cause) {
    throw unavailable(String(cause), 'it needs WebAssembly with vectors and atomic operations', cause);
  }
}

const unavailable = (reason: string, advice: string, cause: unknown) =>
  new EngineUnavailableError(`jit: engine 'wasm' does not work here (${reason}); ${advice}`, { cause });

async function bytesOf(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (inNode) return new Uint8Array(await process.getBuiltinModule('node:fs/promises').readFile(file));
  const response = await fetch(file);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
