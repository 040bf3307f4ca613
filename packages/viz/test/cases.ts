import { edgesCases } from './cases/edges.ts';
import { filmsCases } from './cases/films.ts';
import { learntCases } from './cases/learnt.ts';
import { planesCases } from './cases/planes.ts';
import { seriesCases } from './cases/series.ts';
import type { Case } from './cases/case.ts';

/** Every case, in the order of the gallery. */
export const cases: readonly Case[] = [
  ...seriesCases,
  ...filmsCases,
  ...planesCases,
  ...learntCases,
  ...edgesCases,
];
