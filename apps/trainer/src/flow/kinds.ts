import { flowFromConfig, sharpPreset, type Flow, type FlowConfig } from '@hgn/flow';

/** The flows that the command line offers, and what it says about each. */
export const kinds = {
  nhf: 'Neural Hamiltonian Flow',
  'sharp-nhf': 'one with potentials and an encoder for edges and narrow modes',
  'fk-nhf': 'the same with a fixed, quadratic kinetic energy',
  realnvp: 'affine couplings',
  spline: 'rational-quadratic spline couplings',
} as const;

/** The name of one. */
export type FlowKind = keyof typeof kinds;

/** What decides the size of a flow; absent values leave its own defaults in charge. */
export interface FlowSize {
  readonly hidden?: readonly number[];
  readonly layers?: number;
  readonly steps?: number;
}

/** The plain data of which a flow is made. */
export function configOf(kind: FlowKind, features: number, { hidden, layers, steps }: FlowSize): FlowConfig {
  const common = { features, ...(hidden !== undefined && { hidden }) };
  if (kind === 'realnvp' || kind === 'spline') {
    return {
      kind: kind === 'realnvp' ? 'realNVP' : 'neuralSplineFlow',
      options: { ...common, ...(layers !== undefined && { layers }) },
    };
  }
  const isSharp = kind === 'sharp-nhf';
  return {
    kind: 'neuralHamiltonianFlow',
    options: {
      ...(isSharp && sharpPreset),
      ...common,
      ...(layers !== undefined && { blocks: layers }),
      ...(steps !== undefined && { steps }),
      ...(hidden !== undefined && { encoder: { ...(isSharp && sharpPreset.encoder), hidden } }),
      ...(kind === 'fk-nhf' && { kinetic: 'diagonal' }),
    },
  };
}

/** The highest learning rate that a training takes unless told. */
export const learningRateOf = (kind: FlowKind): number => (kind === 'sharp-nhf' ? 0.02 : 5e-3);

/** The flow itself, with untrained parameters. */
export const makeFlow = (config: FlowConfig): Flow => flowFromConfig(config);
