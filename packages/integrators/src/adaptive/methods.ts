import type { Method } from '../core/method.ts';
import { adaptiveMethod } from './adaptiveMethod.ts';
import { dormandPrince54Pair } from './dormandPrince54Pair.ts';
import { dormandPrince853Pair } from './dormandPrince853Pair.ts';
import { tsitouras54Pair } from './tsitouras54Pair.ts';

/**
 * Dormand and Prince's pair of orders 5 and 4 with adaptive steps and dense output of order 4.
 *
 * The results stand at multiples of dt, interpolated in the steps that the tolerances ask for, which may be longer
 * or shorter. Six dHdq and six dHdp per step, tried or taken. Over a vector space it takes fixed steps of dt.
 *
 * @remarks The pair of MATLAB and of SciPy (RK45); tsitouras54 is more accurate for its cost.
 */
export const dormandPrince54: Method = /* @__PURE__ */ adaptiveMethod(dormandPrince54Pair);

/**
 * Tsitouras' pair of orders 5 and 4 with adaptive steps and dense output of order 4: for tolerances above 1e-6.
 *
 * Works as `dormandPrince54` does, at the same cost per step and with somewhat smaller errors.
 *
 * @remarks Tolerances above 1e-6, in runs that are not long: the cheapest steps that adapt.
 */
export const tsitouras54: Method = /* @__PURE__ */ adaptiveMethod(tsitouras54Pair);

/**
 * Dormand and Prince's eighth order with adaptive steps and dense output of order 7 (DOP853): for ground truth.
 *
 * Works as `dormandPrince54` does; twelve dHdq and twelve dHdp per step, and three more where the output lies
 * within it.
 *
 * @remarks Ground truth for runs that are not too long: it meets a tolerance, and its energy drifts slowly.
 */
export const dormandPrince853: Method = /* @__PURE__ */ adaptiveMethod(dormandPrince853Pair);
