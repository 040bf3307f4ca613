/** Small functions to look at, with a word on each. */
export const functions = {
  leapfrog: 'A leapfrog step along a small learnt energy',
  gradients: 'The gradients of a small learnt energy',
} as const;

/** See {@link functions}. */
export type FunctionName = keyof typeof functions;
