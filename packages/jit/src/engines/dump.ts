import { dumpGraph } from '../graph/dump.ts';
import type { Graph } from '../graph/graph.ts';
import { inNode } from './runtime.ts';

/**
 * Where the environment variable HGN_JIT_DUMP names a folder (Node only), a function that writes the graph after each
 * pass there as 00-trace.json, 01-foldConstants.json, …
 */
export function graphDump(): ((pass: string, graph: Graph) => void) | undefined {
  const folder = inNode ? process.env.HGN_JIT_DUMP : undefined;
  if (folder === undefined || folder === '') return undefined;
  const { mkdirSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  mkdirSync(folder, { recursive: true });
  let written = 0;
  return (pass, graph) => {
    const name = `${String(written++).padStart(2, '0')}-${pass}.json`;
    writeFileSync(join(folder, name), JSON.stringify(dumpGraph(graph)));
  };
}
