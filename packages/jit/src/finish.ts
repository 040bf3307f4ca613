import type { Finished } from './cache/entry.ts';
import type { Format } from './formats/format.ts';
import type { Graph } from './graph/graph.ts';
import { optimise, pipeline } from './passes/optimise.ts';
import { floatingPointOperations } from './statistics/operations.ts';
import { peakMemory } from './statistics/peakMemory.ts';
import type { Trace } from './trace/trace.ts';

interface FinishOptions<Content> {
  readonly exactConvolutions: boolean;
  readonly format: Format<Content>;
  readonly clock: () => number;
  /** Sees the graph as it was traced, and after each pass. */
  readonly onPass?: ((pass: string, graph: Graph) => void) | undefined;
}

/** Runs the passes over a traced graph and writes it for a runtime; with the milliseconds of both. */
export function finish<Content>(
  { graph, build }: Trace,
  { exactConvolutions, format, clock, onPass }: FinishOptions<Content>,
): {
  readonly finished: Finished<Content>;
  /** The graph after the passes. */
  readonly optimised: Graph;
  readonly passes: number;
  readonly lower: number;
} {
  onPass?.('trace', graph);
  const begun = clock();
  const optimised = optimise(graph, build, pipeline({ exact: exactConvolutions }), { onPass, clock });
  const optimisedAt = clock();
  const content = format.write(optimised.graph);
  const loweredAt = clock();
  const about = {
    passes: optimised.statistics,
    floatingPointOperations: floatingPointOperations(optimised.graph),
    peakBytes: peakMemory(optimised.graph),
  };
  return {
    finished: { content, about },
    optimised: optimised.graph,
    passes: optimisedAt - begun,
    lower: loweredAt - optimisedAt,
  };
}
