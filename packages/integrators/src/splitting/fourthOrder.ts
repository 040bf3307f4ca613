import { splitting } from './splitting.ts';
import { compositionWeights, palindrome, suzukiWeights, tripleJumpWeights } from './weights.ts';

const blanesMoan2002 =
  'S. Blanes, P. C. Moan, J. Comput. Appl. Math. 142 (2002) 313, doi:10.1016/S0377-0427(01)00492-7';

/**
 * Yoshida's triple jump of leapfrog: order 4, reversible, 3 dHdq and 3 dHdp per step.
 *
 * @remarks The classic fourth order; blanesMoan4 and pefrl4 are more accurate for their cost.
 */
export const yoshida4 = /* @__PURE__ */ splitting({
  name: 'yoshida4',
  order: 4,
  first: 'kick',
  weights: /* @__PURE__ */ compositionWeights([0.5, 1, 0.5], /* @__PURE__ */ tripleJumpWeights(2)),
  source: 'H. Yoshida, Phys. Lett. A 150 (1990) 262, doi:10.1016/0375-9601(90)90092-3',
});

/**
 * Forest and Ruth's order 4, the triple jump of position Verlet: reversible, 3 dHdq and 3 dHdp per step.
 *
 * @remarks yoshida4 beginning with a drift.
 */
export const forestRuth4 = /* @__PURE__ */ splitting({
  name: 'forestRuth4',
  order: 4,
  first: 'drift',
  weights: /* @__PURE__ */ compositionWeights([0.5, 1, 0.5], /* @__PURE__ */ tripleJumpWeights(2)),
  source: 'E. Forest, R. D. Ruth, Physica D 43 (1990) 105, doi:10.1016/0167-2789(90)90019-L',
});

/**
 * Suzuki's five-fold composition of leapfrog: order 4, reversible, 5 dHdq and 5 dHdp per step.
 *
 * @remarks Steadier than yoshida4 at large steps, for more gradients.
 */
export const suzuki4 = /* @__PURE__ */ splitting({
  name: 'suzuki4',
  order: 4,
  first: 'kick',
  weights: /* @__PURE__ */ compositionWeights([0.5, 1, 0.5], /* @__PURE__ */ suzukiWeights(2)),
  source: 'M. Suzuki, Phys. Lett. A 146 (1990) 319, doi:10.1016/0375-9601(90)90962-N',
});

/**
 * The position-extended Forest-Ruth-like method PEFRL: order 4, reversible, 4 dHdq and 4 dHdp per step.
 *
 * @remarks Fourth order with four forces and a small error; popular in molecular dynamics.
 */
export const pefrl4 = /* @__PURE__ */ splitting({
  name: 'pefrl4',
  order: 4,
  first: 'drift',
  weights: /* @__PURE__ */ palindrome([0.1786178958448091, 0.5 + 0.2123418310626054, -0.0662645826698185]),
  source:
    'I. P. Omelyan, I. M. Mryglod, R. Folk, Comput. Phys. Commun. 146 (2002) 188, doi:10.1016/S0010-4655(02)00451-4',
});

/**
 * Calvo and Sanz-Serna's order 4: 5 dHdq (one of them shared by two steps) and 4 dHdp, for quadratic K only.
 *
 * @remarks Fourth order optimised for quadratic kinetic energy, not reversible.
 */
export const calvoSanzSerna4 = /* @__PURE__ */ splitting({
  name: 'calvoSanzSerna4',
  order: 4,
  first: 'kick',
  requiresQuadraticKinetic: true,
  weights: [
    0.06175885813562632, 0.2051776615422864, 0.33897802655364334, 0.4030212816042146, 0.6147913071755776,
    -0.120920876338914, -0.1405480146593734, 0.512721933192413, 0.12501982279452614,
  ],
  source: 'M. P. Calvo, J. M. Sanz-Serna, SIAM J. Sci. Comput. 14 (1993) 936, doi:10.1137/0914057',
});

/**
 * McLachlan and Atela's order 4: four kicks and four drifts, for quadratic K only, not reversible.
 *
 * @remarks Fourth order with few forces for quadratic kinetic energy, not reversible.
 */
export const mcLachlanAtela4 = /* @__PURE__ */ splitting({
  name: 'mcLachlanAtela4',
  order: 4,
  first: 'kick',
  requiresQuadraticKinetic: true,
  weights: [
    0.1344961992774311, 0.5153528374311229, -0.22481980307942082, -0.08578201941297364, 0.7563200005156683,
    0.4415830236164665, 0.33400360328632145, 0.12884615836538418,
  ],
  source: 'R. I. McLachlan, P. Atela, Nonlinearity 5 (1992) 541, doi:10.1088/0951-7715/5/2/011',
});

/**
 * Blanes and Moan's S6 of order 4 for every separable H: reversible, 6 dHdq and 6 dHdp per step.
 *
 * @remarks The fourth order to take for a separable H.
 */
export const blanesMoan4 = /* @__PURE__ */ splitting({
  name: 'blanesMoan4',
  order: 4,
  first: 'drift',
  weights: /* @__PURE__ */ palindrome([
    0.0792036964311957, 0.209515106613362, 0.353172906049774, -0.143851773179818, -0.0420650803577195,
  ]),
  source: blanesMoan2002,
});

/**
 * Blanes and Moan's SRKN 6b of order 4 for quadratic K: reversible, 6 dHdq and 6 dHdp per step.
 *
 * @remarks The fourth order to take where dq/dt = M^-1 p.
 */
export const blanesMoanNystrom4 = /* @__PURE__ */ splitting({
  name: 'blanesMoanNystrom4',
  order: 4,
  first: 'kick',
  requiresQuadraticKinetic: true,
  weights: /* @__PURE__ */ palindrome([
    0.0829844064174052, 0.245298957184271, 0.396309801498368, 0.60487266571108, -0.0390563049223486,
  ]),
  source: blanesMoan2002,
});
