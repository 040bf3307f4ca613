import type { Transform } from './transform.ts';

/**
 * The same map the other way round: `forward` and `inverse` change places. Parameters: those of the transform.
 *
 * @example
 * const inverse = invert(affineCoupling({ features: 2 }));
 */
export function invert(transform: Transform): Transform {
  return {
    features: transform.features,
    context: transform.context,
    init: transform.init,
    forward: transform.inverse,
    inverse: transform.forward,
    forwardAndLadj: transform.inverseAndLadj,
    inverseAndLadj: transform.forwardAndLadj,
  };
}
