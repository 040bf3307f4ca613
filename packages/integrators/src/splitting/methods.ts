import { splitting } from './splitting.ts';
import { compositionWeights } from './weights.ts';

const yoshida1990 = 'H. Yoshida, Phys. Lett. A 150 (1990) 262, doi:10.1016/0375-9601(90)90092-3';

/** Symplectic Euler, momentum first: p' = p - dt dH/dq(q), q' = q + dt dH/dp(p'). Order 1. */
export const symplecticEuler = /* @__PURE__ */ splitting({
  name: 'symplecticEuler',
  order: 1,
  first: 'kick',
  weights: [1, 1],
  summary: 'The cheapest symplectic step; for teaching, games and crude long runs.',
  source: 'R. de Vogelaere, Report 4, Univ. of Notre Dame (1956)',
});

/** Symplectic Euler, position first: q' = q + dt dH/dp(p), p' = p - dt dH/dq(q'). Order 1. */
export const symplecticEulerPositionFirst = /* @__PURE__ */ splitting({
  name: 'symplecticEulerPositionFirst',
  order: 1,
  first: 'drift',
  weights: [1, 1],
  summary: 'The adjoint of symplecticEuler.',
  source: 'R. de Vogelaere, Report 4, Univ. of Notre Dame (1956)',
});

/** Leapfrog, kick-drift-kick (velocity Verlet): order 2, reversible, one dHdq and one dHdp per step. */
export const leapfrog = /* @__PURE__ */ splitting({
  name: 'leapfrog',
  order: 2,
  first: 'kick',
  weights: [0.5, 1, 0.5],
  summary: 'The default: cheap, reversible and robust at large steps.',
  source: 'L. Verlet, Phys. Rev. 159 (1967) 98, doi:10.1103/PhysRev.159.98',
});

/** Yoshida's fourth-order triple jump of leapfrog: order 4, reversible, 3 dHdq and 3 dHdp per step. */
export const yoshida4 = /* @__PURE__ */ splitting({
  name: 'yoshida4',
  order: 4,
  first: 'kick',
  weights: /* @__PURE__ */ compositionWeights([0.5, 1, 0.5], /* @__PURE__ */ tripleJump(2)),
  summary: 'The classic fourth order; blanesMoan4 is far more accurate for its cost.',
  source: yoshida1990,
});

/** The weights that raise a symmetric method of even order `order` by two in three steps. */
export function tripleJump(order: number): number[] {
  const outer = 1 / (2 - 2 ** (1 / (order + 1)));
  return [outer, 1 - 2 * outer, outer];
}
