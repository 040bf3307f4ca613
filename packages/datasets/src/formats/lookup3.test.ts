import { expect, test } from 'vitest';
import { lookup3 } from './lookup3.ts';

test('lookup3 gives the values that its author prints', () => {
  expect(lookup3(new Uint8Array())).toBe(0xdeadbeef);
  expect(lookup3(new TextEncoder().encode('Four score and seven years ago'))).toBe(0x17770551);
});
