import type { AdaptivePair } from './pair.ts';

// The last stage is the end of the step, where the next one begins.
const b = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84];

const a = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  b,
];

const c = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];

const error = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

const dense = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];

/**
 * The Dormand-Prince 5(4) pair: J. Comput. Appl. Math. 6 (1980) 19, doi:10.1016/0771-050X(80)90013-3; its dense output
 * and step control: Hairer, Nørsett, Wanner, Solving ODEs I (1993) II.4 and II.6.
 */
export const dormandPrince54Pair: AdaptivePair = {
  name: 'dormandPrince54',
  order: 5,
  estimateOrder: 5,
  tableau: { a, b: /* @__PURE__ */ b.concat(0), c },
  estimates: [error],
  dense: [dense],
  control: { integral: 0.17, proportional: 0.04, least: 0.2, most: 10 },
  source: 'J. R. Dormand, P. J. Prince, J. Comput. Appl. Math. 6 (1980) 19, doi:10.1016/0771-050X(80)90013-3',
};
