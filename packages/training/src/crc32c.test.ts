import { expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';

it('crc32c gives the check values of RFC 3720', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

it('crc32c continues where it stopped', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, index) => (index * 37) % 256);
  expect(crc32c(bytes.subarray(40), crc32c(bytes.subarray(0, 40)))).toBe(crc32c(bytes));
});
