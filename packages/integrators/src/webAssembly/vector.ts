import { vectorAdd, vectorMultiply } from './assembler.ts';

/** Operations on two numbers at once. */
export const vector = {
  add: vectorAdd,
  subtract: [0xfd, 0xf1, 1],
  multiply: vectorMultiply,
  divide: [0xfd, 0xf3, 1],
  negate: [0xfd, 0xed, 1],
  squareRoot: [0xfd, 0xef, 1],
  absolute: [0xfd, 0xec, 1],
  exclusiveOr: [0xfd, 0x51],
  atMost: [0xfd, 0x4b],
  and: [0xfd, 0x4e],
  /** Of the bits as whole numbers. */
  addBits: [0xfd, 0xce, 1],
  subtractBits: [0xfd, 0xd1, 1],
  shiftLeft: [0xfd, 0xcb, 1],
  shiftRight: [0xfd, 0xcc, 1],
  allTrue: [0xfd, 0xc3, 1],
  splat: [0xfd, 0x14],
} as const;
