export { activations } from './activations.ts';
export { arithmetic } from './arithmetic.ts';
export { powers } from './powers.ts';
export { selection } from './selection.ts';
export { hyperbolic, trigonometric } from './trigonometric.ts';
