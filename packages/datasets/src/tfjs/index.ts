export { renderDiscs } from './renderDiscs.ts';
