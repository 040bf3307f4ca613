import type * as tf from '@tensorflow/tfjs-core';
import { compile, type Program } from '../compile.ts';
import type { Session } from '../engines/engine.ts';
import { createOnnxSession } from '../engines/onnx.ts';
import type { OnnxEngine } from '../engines/resolve.ts';
import { onnxFormatFor } from '../formats/onnxFormat.ts';
import { programFormat } from '../formats/programFormat.ts';
import type { NativeEngine } from '../native/engine.ts';
import type { Choices } from '../runners/choices.ts';
import type { Signature } from '../trace/trace.ts';
import { loadNativeParts } from './nativeParts.ts';
import { loadParts, type PartSessions } from './partSessions.ts';

/** An engine on which parts can run at the same time. */
export type PartsEngine = OnnxEngine | NativeEngine;

type Traceable = (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[];

/** How both halves are compiled and loaded. */
export interface PartsLoader {
  /** What is done for each part: loaded as often as threads help. */
  part(
    fn: Traceable,
    signatures: {
      readonly shared: readonly Signature[];
      readonly own: readonly Signature[];
      readonly parts: number;
    },
    compiling: Choices['compiling'],
  ): Promise<Program<PartSessions>>;
  /** What is made of all of it: loaded once, on all threads. */
  join(
    fn: Traceable,
    signature: readonly Signature[],
    compiling: Choices['compiling'],
  ): Promise<Program<Session>>;
}

/** The loader for an engine. */
export function partsLoader(
  engine: PartsEngine,
  { threads, wasmFolder }: Pick<Choices, 'threads' | 'wasmFolder'>,
): PartsLoader {
  if (engine.name === 'native') {
    const format = programFormat((graph) => engine.lower(graph));
    return {
      part: (fn, { shared, own, parts }, compiling) =>
        compile(fn, [...shared, ...own], {
          ...compiling,
          format,
          load: (program, results) => loadNativeParts(engine, program, { results, parts, threads }),
        }),
      join: (fn, signature, compiling) =>
        compile(fn, signature, {
          ...compiling,
          format,
          load: (program, results) => engine.load(program, results, threads),
        }),
    };
  }
  const { runtime, provider } = engine;
  const format = onnxFormatFor(provider);
  return {
    part: (fn, { shared, own, parts }, compiling) =>
      compile(fn, [...shared, ...own], {
        ...compiling,
        format,
        load: (model, results) =>
          loadParts(model, { runtime, provider, wasmFolder, threads, shared, own, results, parts }),
      }),
    join: (fn, signature, compiling) =>
      compile(fn, signature, {
        ...compiling,
        format,
        load: ({ bytes, usedInputs }) =>
          // Its threads must not keep the cores that the next round of parts needs.
          createOnnxSession(runtime, bytes, { usedInputs, provider, threads, wasmFolder, spinning: false }),
      }),
  };
}
