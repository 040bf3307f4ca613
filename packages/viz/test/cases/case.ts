import type { SvgNode } from '../../src/index.ts';

/** One figure with fixed data: a snapshot in test/output and an entry of the gallery. */
export interface Case {
  readonly name: string;
  readonly figure: (size: { readonly width?: number }) => SvgNode;
}
