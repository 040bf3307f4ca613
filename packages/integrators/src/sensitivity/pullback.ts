import { arrays } from '../core/phase.ts';
import { variational, type CurvatureOptions } from '../variational/variational.ts';
import { around, type Family } from './family.ts';

/** What a change of the state and of the parameters is worth: the gradient of a loss by them. */
export interface Cotangent {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly parameters: Float64Array;
}

/** Adds to `to` what a worth of the velocity (dq/dt, dp/dt) at (q, p, t) makes the state and the parameters worth. */
export type Pullback = (
  q: Float64Array,
  p: Float64Array,
  worthQ: Float64Array,
  worthP: Float64Array,
  t: number,
  to: Cotangent,
) => void;

/**
 * The transpose of the derivative of (dH/dp, -dH/dq): that of a Hamiltonian field is its own derivative, along
 * (-worthP, worthQ), so that gradients of H suffice.
 */
export function pullbackOf<Name extends string>(
  where: string,
  family: Family<Name>,
  parameters: Readonly<Record<Name, number>>,
  n: number,
  curvature: CurvatureOptions,
): Pullback {
  const system = family(parameters);
  const lifted = variational(system, { coordinates: n, vectors: 1, ...curvature });
  const { dHdparameters } = system;
  // Systems around the parameters are made where the system does not know how H changes with them.
  const near = around(where, family, dHdparameters === undefined ? parameters : ({} as typeof parameters));
  const count = Object.keys(parameters).length;
  const { spacing = { q: 2e-3, p: 2e-3 } } = curvature;
  const [allQ, allP, all] = arrays(3, 2 * n);
  const [atQ, atP, slope] = arrays(3, n);
  const [value] = arrays(1, count);
  return (q, p, worthQ, worthP, t, to) => {
    let size = 0;
    for (let i = 0; i < n; i++) {
      allQ[i] = q[i];
      allP[i] = p[i];
      allQ[n + i] = -worthP[i];
      allP[n + i] = worthQ[i];
      size = Math.max(size, Math.abs(worthP[i]) / spacing.q, Math.abs(worthQ[i]) / spacing.p);
    }
    if (size === 0) return;
    lifted.dHdq(allQ, allP, all, t);
    for (let i = 0; i < n; i++) to.q[i] += all[n + i];
    lifted.dHdp(allQ, allP, all, t);
    for (let i = 0; i < n; i++) to.p[i] += all[n + i];
    if (dHdparameters !== undefined) {
      for (const k of [-2, -1, 1, 2]) {
        for (let i = 0; i < n; i++) {
          atQ[i] = q[i] - (k / size) * worthP[i];
          atP[i] = p[i] + (k / size) * worthQ[i];
        }
        dHdparameters.call(system, atQ, atP, value, t);
        const w = ((k === 1 || k === -1 ? 8 * k : -k / 2) * size) / 12;
        for (let j = 0; j < count; j++) to.parameters[j] += w * value[j];
      }
      return;
    }
    near.forEach(({ systems, weights }, j) => {
      systems.forEach((other, s) => {
        other.dHdq(q, p, slope, t);
        for (let i = 0; i < n; i++) to.parameters[j] -= weights[s] * worthP[i] * slope[i];
        other.dHdp(q, p, slope, t);
        for (let i = 0; i < n; i++) to.parameters[j] += weights[s] * worthQ[i] * slope[i];
      });
    });
  };
}
