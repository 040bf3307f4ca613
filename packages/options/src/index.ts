export { nearest, suggestion } from './nearest.ts';
export { pickOptions, requireOptions, type OptionNames } from './requireOptions.ts';
