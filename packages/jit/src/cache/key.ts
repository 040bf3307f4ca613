import type { GraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { compilerIdentity } from './compilerIdentity.ts';

/** What a finished model depends on beside the traced graph. */
export interface KeyOptions {
  readonly exactConvolutions: boolean;
  /** Name of the format. */
  readonly format: string;
  readonly provider: string;
  /** Of the runtime's parts, and whatever else about it what is made may depend on. */
  readonly versions: Readonly<Record<string, string | undefined>>;
}

/**
 * The digest of all that a finished model depends on: every node that was made while tracing (those that nothing needs
 * too: passes may come upon them again), inputs and outputs, options, this package's files and the runtime's version. Of
 * the processor it says what the engine does: no pass asks for it, and what a runtime makes of a model is not kept. Undefined
 * where the version of this package cannot be told.
 */
export function modelKey(graph: Graph, build: GraphBuilder, options: KeyOptions): string | undefined {
  const compiler = compilerIdentity();
  if (compiler === undefined) return undefined;
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { versions, ...choices } = options;
  const { numbers, kinds, arrays } = build.contents();
  const digest = createHash('sha256');
  const part = (name: string, bytes: string | Uint8Array) => {
    digest.update(`${name}:${bytes.length};`).update(bytes);
  };
  part('about', JSON.stringify([compiler, versions, choices]));
  part('interface', JSON.stringify([graph.inputs, graph.outputs].map((nodes) => nodes.map(({ id }) => id))));
  part('kinds', JSON.stringify(kinds));
  part('nodes', new Uint8Array(numbers.buffer));
  for (const { buffer, byteOffset, byteLength } of arrays)
    part('values', new Uint8Array(buffer, byteOffset, byteLength));
  return digest.digest('hex');
}
