import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';

/** Inputs of a kernel call as nodes, under tfjs' names; list inputs under '0', '1', … */
export type KernelInputs = Readonly<Record<string, Node>>;

/** How one tfjs kernel is written in operations of the graph. */
export type KernelRule = (build: GraphBuilder, inputs: KernelInputs, attributes: unknown) => Node | Node[];

/** A rule whose attributes have the type that tfjs-core declares for the kernel. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a caller writes the rule with
export function rule<Attributes>(
  write: (build: GraphBuilder, inputs: KernelInputs, attributes: Attributes) => Node | Node[],
): KernelRule {
  return (build, inputs, attributes) => write(build, inputs, attributes as Attributes);
}
