import type { Case } from './cases/case.ts';
import { elementwiseCases } from './cases/elementwise.ts';
import { imageCases } from './cases/images.ts';
import { maskCases } from './cases/masks.ts';
import { spatialCases } from './cases/spatial.ts';
import { structuralCases } from './cases/structural.ts';

export const cases: readonly Case[] = [
  ...elementwiseCases,
  ...maskCases,
  ...structuralCases,
  ...spatialCases,
  ...imageCases,
];
