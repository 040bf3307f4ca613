import type { Tableau } from '../core/method.ts';

/** What an adaptive pair with dense output is made of; its last stage is the end of the step. */
export interface AdaptivePair {
  readonly name: string;
  readonly order: number;
  /** The estimated error of a step shrinks as dt to this power. */
  readonly estimateOrder: number;
  readonly tableau: Tableau;
  /** The weights of the error estimates: one, or that of high order and then that of low order. */
  readonly estimates: readonly (readonly number[])[];
  /** The weights of the terms of the dense output beyond the cubic one, over the stages and those that follow. */
  readonly dense: readonly (readonly number[])[];
  /** Stages that only the dense output needs. */
  readonly denseStages?: { readonly a: readonly (readonly number[])[]; readonly c: readonly number[] };
  /** How steps follow the error: the powers of this error and of the one before, and the bounds of a change. */
  readonly control: {
    readonly integral: number;
    readonly proportional: number;
    readonly least: number;
    readonly most: number;
  };
  readonly source: string;
}
