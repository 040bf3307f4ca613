import { dormandPrince54, dormandPrince853, tsitouras54 } from './adaptive/methods.ts';
import { tao2, tao4 } from './doubled/tao.ts';
import { gaussLegendre4, gaussLegendre6, implicitMidpoint } from './implicit/methods.ts';
import { stormerVerlet } from './implicit/stormerVerlet.ts';
import { euler, explicitMidpoint, rk4 } from './rungeKutta/methods.ts';
import {
  blanesMoan4,
  blanesMoanNystrom4,
  calvoSanzSerna4,
  forestRuth4,
  mcLachlanAtela4,
  pefrl4,
  suzuki4,
  yoshida4,
} from './splitting/fourthOrder.ts';
import { blanesMoan6, blanesMoanNystrom6, kahanLi6, kahanLi8, yoshida6 } from './splitting/highOrder.ts';
import {
  leapfrog,
  mcLachlanAtela2,
  mcLachlanAtela3,
  positionVerlet,
  ruth3,
  symplecticEuler,
  symplecticEulerPositionFirst,
} from './splitting/lowOrder.ts';

/** Every method, by name: the table that the tests, the documentation and the benchmarks go through. */
export const methods = {
  symplecticEuler,
  symplecticEulerPositionFirst,
  leapfrog,
  positionVerlet,
  mcLachlanAtela2,
  ruth3,
  mcLachlanAtela3,
  yoshida4,
  forestRuth4,
  suzuki4,
  pefrl4,
  mcLachlanAtela4,
  calvoSanzSerna4,
  blanesMoan4,
  blanesMoanNystrom4,
  yoshida6,
  kahanLi6,
  blanesMoan6,
  blanesMoanNystrom6,
  kahanLi8,
  implicitMidpoint,
  stormerVerlet,
  gaussLegendre4,
  gaussLegendre6,
  tao2,
  tao4,
  euler,
  explicitMidpoint,
  rk4,
  dormandPrince54,
  tsitouras54,
  dormandPrince853,
} as const;

/** The name of a method in the table. */
export type MethodName = keyof typeof methods;
