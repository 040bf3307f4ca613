import type { AdaptivePair } from './pair.ts';

// The last stage is the end of the step, where the next one begins.
const b = [
  0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774,
];

const a = [
  [],
  [0.161],
  [-0.008480655492356989, 0.335480655492357],
  [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
  [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
  [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.02826905039406838],
  b,
];

const c = [0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1];

const error = [
  0.0017800110522257714,
  0.0008164344596567469,
  -0.007880878010261995,
  0.1447110071732629,
  -0.5823571654525552,
  0.45808210592918697,
  -1 / 66,
];

/** The coefficients of theta to the fourth in the weights of the continuous extension; the rest is cubic. */
const dense = [
  -1.0530884977290216, 0.1017, 2.490627285651253, -16.548102889244902, 47.37952196281928, -34.87065786149661,
  2.5,
];

/** Tsitouras' 5(4) pair: Comput. Math. Appl. 62 (2011) 770, doi:10.1016/j.camwa.2011.06.002. */
export const tsitouras54Pair: AdaptivePair = {
  name: 'tsitouras54',
  order: 5,
  estimateOrder: 5,
  tableau: { a, b: /* @__PURE__ */ b.concat(0), c },
  estimates: [error],
  dense: [dense],
  control: { integral: 0.17, proportional: 0.04, least: 0.2, most: 10 },
  source: 'C. Tsitouras, Comput. Math. Appl. 62 (2011) 770, doi:10.1016/j.camwa.2011.06.002',
};
