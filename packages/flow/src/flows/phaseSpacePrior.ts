import { foldIn, normal } from '@hgn/nn';
import { requireOptions, suggestion } from '@hgn/options';
import { wholeNumber } from '../core/check.ts';
import type { Parameters } from '../core/parameters.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { gaussian } from '../distributions/gaussian.ts';
import { gaussianMixture } from '../distributions/gaussianMixture.ts';
import { softUniform } from '../distributions/softUniform.ts';

/** The density of (q0, p0) that a Neural Hamiltonian Flow starts from. */
export type PhaseSpacePriorOptions =
  | { readonly kind: 'gaussian' }
  | {
      /** Normal distributions with independent columns, whose places, deviations and weights are learnt. */
      readonly kind: 'gaussianMixture';
      /** How many; default 16. */
      readonly components?: number;
    }
  | { readonly kind: 'softUniform'; readonly length?: number; readonly sharpness?: number };

const optionNames = {
  gaussian: { kind: true },
  gaussianMixture: { kind: true, components: true },
  softUniform: { kind: true, length: true, sharpness: true },
} as const;
const kinds = Object.keys(optionNames) as PhaseSpacePriorOptions['kind'][];

/** Components start at normal draws with this deviation: together a little wider than the standard normal distribution. */
const START = 0.7;

/**
 * The prior over both halves of phase space, [q0, p0] side by side. A flow that preserves volume has as many modes, and as
 * much room within them, as its prior: a mixture takes over what else the Hamiltonians would have to tear apart.
 */
export function phaseSpacePrior(
  features: number,
  options: PhaseSpacePriorOptions = { kind: 'gaussian' },
): Distribution {
  const columns = 2 * features;
  const { kind } = options;
  if (!kinds.includes(kind)) {
    throw new RangeError(
      `neuralHamiltonianFlow: prior.kind must be one of ${kinds.join(', ')}, but got '${kind as string}'${suggestion(kind, kinds)}`,
    );
  }
  requireOptions<object>('neuralHamiltonianFlow: prior', options, optionNames[kind]);
  if (options.kind === 'gaussian') return gaussian({ features: columns });
  if (options.kind === 'softUniform') {
    const { length, sharpness } = options;
    return softUniform({
      features: columns,
      ...(length !== undefined && { length }),
      ...(sharpness !== undefined && { sharpness }),
    });
  }
  const { components = 16 } = options;
  wholeNumber('neuralHamiltonianFlow: prior.components', components);
  const prior = gaussianMixture({
    means: Array.from({ length: components }, () => new Array<number>(columns).fill(0)),
    deviations: START,
    learnable: true,
  });
  return {
    ...prior,
    init: (from) => ({
      ...(prior.init(from) as Readonly<Record<string, Parameters>>),
      means: normal(foldIn(from, 'means'), [components, columns]),
    }),
  };
}
