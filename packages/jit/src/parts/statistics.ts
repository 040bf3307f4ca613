import type { Program, Statistics } from '../compile.ts';

/** What compiling both halves did, as one: the work of a run counts every part, the models count once. */
export function statisticsInParts(
  part: Program<unknown>['statistics'],
  join: Program<unknown>['statistics'],
  parts: number,
): Statistics {
  const times = (stage: keyof Statistics['milliseconds']) =>
    part.milliseconds[stage] + join.milliseconds[stage];
  return {
    kernelCalls: part.kernelCalls + join.kernelCalls,
    passes: [...part.passes, ...join.passes],
    onnxNodes: part.onnxNodes + join.onnxNodes,
    modelBytes: part.modelBytes + join.modelBytes,
    floatingPointOperations: parts * part.floatingPointOperations + join.floatingPointOperations,
    peakBytes: Math.max(parts * part.peakBytes, join.peakBytes),
    cached: part.cached && join.cached,
    milliseconds: {
      trace: times('trace'),
      cache: times('cache'),
      passes: times('passes'),
      lower: times('lower'),
      session: times('session'),
      keep: times('keep'),
      total: times('total'),
    },
  };
}
