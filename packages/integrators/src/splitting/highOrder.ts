import { splitting } from './splitting.ts';
import { compositionWeights, palindrome } from './weights.ts';

const blanesMoan2002 =
  'S. Blanes, P. C. Moan, J. Comput. Appl. Math. 142 (2002) 313, doi:10.1016/S0377-0427(01)00492-7';
const kahanLi1997 = 'W. Kahan, R.-C. Li, Math. Comp. 66 (1997) 1089, doi:10.1090/S0025-5718-97-00873-9';

/** Leapfrog composed with these weights, the last of them once and the others on both sides of it. */
const leapfrogs = (half: readonly number[]): number[] => {
  const outer = half.slice(0, -1);
  const middle = 1 - 2 * outer.reduce((sum, w) => sum + w, 0);
  return compositionWeights([0.5, 1, 0.5], [...outer, middle, ...outer.reverse()]);
};

/**
 * Yoshida's order 6, solution A: reversible, 7 dHdq and 7 dHdp per step.
 *
 * @remarks The classic sixth order; kahanLi6 and blanesMoan6 are more accurate for their cost.
 */
export const yoshida6 = /* @__PURE__ */ splitting({
  name: 'yoshida6',
  order: 6,
  first: 'kick',
  weights: /* @__PURE__ */ leapfrogs([
    0.7845136104775573, 0.23557321335935813, -1.177679984178871, 1.3151863206839112,
  ]),
  source: 'H. Yoshida, Phys. Lett. A 150 (1990) 262, doi:10.1016/0375-9601(90)90092-3',
});

/**
 * Kahan and Li's order 6 (s9odr6a): reversible, 9 dHdq and 9 dHdp per step.
 *
 * @remarks Sixth order by composing leapfrog: for high accuracy and any separable H.
 */
export const kahanLi6 = /* @__PURE__ */ splitting({
  name: 'kahanLi6',
  order: 6,
  first: 'kick',
  weights: /* @__PURE__ */ leapfrogs([
    0.3921614440073141, 0.33259913678935943, -0.7062461725576393, 0.0822135962935508, 0.79854399093483,
  ]),
  source: kahanLi1997,
});

/**
 * Kahan and Li's order 8 (s17odr8a): reversible, 17 dHdq and 17 dHdp per step.
 *
 * @remarks Eighth order: for accuracy near rounding error.
 */
export const kahanLi8 = /* @__PURE__ */ splitting({
  name: 'kahanLi8',
  order: 8,
  first: 'kick',
  weights: /* @__PURE__ */ leapfrogs([
    0.13020248308889007, 0.5611629817751084, -0.38947496264484727, 0.1588419065551556, -0.39590389413323757,
    0.1845396409783157, 0.25837438768632204, 0.2950117236093103, -0.6055085338300346,
  ]),
  source: kahanLi1997,
});

/**
 * Blanes and Moan's S10 of order 6 for every separable H: reversible, 10 dHdq and 10 dHdp per step.
 *
 * @remarks The sixth order to take for a separable H.
 */
export const blanesMoan6 = /* @__PURE__ */ splitting({
  name: 'blanesMoan6',
  order: 6,
  first: 'drift',
  weights: /* @__PURE__ */ palindrome([
    0.0502627644003922, 0.148816447901042, 0.413514300428344, -0.132385865767784, 0.0450798897943977,
    0.067307604692185, -0.188054853819569, 0.432666402578175, 0.54196067845078,
  ]),
  source: blanesMoan2002,
});

/**
 * Blanes and Moan's SRKN 11b of order 6 for quadratic K: reversible, 11 dHdq and 11 dHdp per step.
 *
 * @remarks The sixth order to take where dq/dt = M^-1 p.
 */
export const blanesMoanNystrom6 = /* @__PURE__ */ splitting({
  name: 'blanesMoanNystrom6',
  order: 6,
  first: 'kick',
  requiresQuadraticKinetic: true,
  weights: /* @__PURE__ */ palindrome([
    0.0414649985182624, 0.123229775946271, 0.198128671918067, 0.290553797799558, -0.0400061921041533,
    -0.127049212625417, 0.0752539843015807, -0.246331761062075, -0.0115113874206879, 0.357208872795928,
  ]),
  source: blanesMoan2002,
});
