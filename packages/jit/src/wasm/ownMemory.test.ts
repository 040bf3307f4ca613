import { expect, test } from 'vitest';
import { withOwnMemory } from './ownMemory.ts';

/** Imports a function of no arguments, then a memory with these limits. */
const moduleWith = (...limits: number[]) =>
  Uint8Array.of(
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 12 + limits.length, 2, 1, 0x61, 1, 0x66, 0, 0, 1, 0x61, 1,
    0x6d, 2, ...limits,
  ); // oxfmt-ignore

test('a module that imports a shared memory takes one that is not shared, and the bytes given stay', () => {
  const module = moduleWith(3, 1, 2);
  const own = new WebAssembly.Module(withOwnMemory(module));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  expect(() => new WebAssembly.Instance(own, { a: { f: () => undefined, m: memory } })).not.toThrow();
  expect(module).toEqual(moduleWith(3, 1, 2));
});

test('a module without such a memory is an error', () => {
  expect(() => withOwnMemory(moduleWith(1, 1, 2))).toThrow('must import a shared memory');
  expect(() => withOwnMemory(moduleWith(3, 1, 2).subarray(0, 14))).toThrow('must import a shared memory');
});
