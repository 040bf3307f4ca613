import type { Flow, FlowConfig } from './flow.ts';
import { neuralHamiltonianFlow } from './neuralHamiltonianFlow.ts';
import { neuralSplineFlow } from './neuralSplineFlow.ts';
import { realNVP } from './realNVP.ts';

/** The ready-made flows, by the kind that their config tells. */
const makers: Readonly<Record<string, (options: never) => Flow>> = {
  neuralHamiltonianFlow,
  neuralSplineFlow,
  realNVP,
};

/**
 * Makes the flow that a config describes, with untrained parameters.
 *
 * @throws RangeError for an unknown kind.
 * @example
 * const flow = flowFromConfig({ kind: 'realNVP', options: { features: 2, layers: 4 } });
 */
export function flowFromConfig({ kind, options }: FlowConfig): Flow {
  if (!Object.hasOwn(makers, kind)) {
    throw new RangeError(
      `flowFromConfig: the kind must be one of ${Object.keys(makers).join(', ')}, but got '${kind}'; make the flow yourself and pass it`,
    );
  }
  return makers[kind](options as never);
}
