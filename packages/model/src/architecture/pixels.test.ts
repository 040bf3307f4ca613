import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedShape, foldFrame, unfoldFrame } from './pixels.ts';

describe('folding pixels into channels', () => {
  it('puts the colours of a 2x2 block one after the other', () => {
    const image = { height: 2, width: 2, channels: 1 };
    const out = new Float32Array(4);
    foldFrame(Uint8Array.of(0, 51, 102, 255), image, 2, out, 0, 4);
    expect(Array.from(out)).toEqual([0, Math.fround(0.2), Math.fround(0.4), 1]);
  });

  it('is undone by unfolding, for any size and block', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 4 }),
      channels: fc.integer({ min: 1, max: 3 }),
      blockSize: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(cases, fc.nat(), ({ rows, columns, channels, blockSize }, start) => {
        const image = { height: rows * blockSize, width: columns * blockSize, channels };
        const size = image.height * image.width * channels;
        const frame = Uint8Array.from({ length: size }, (_, i) => (i * 37 + start) % 256);
        const folded = new Float32Array(size);
        const unfolded = new Float32Array(size);
        foldFrame(frame, image, blockSize, folded, 0, channels * blockSize ** 2);
        unfoldFrame(folded, image, blockSize, unfolded, 0);
        expect(Array.from(unfolded, (v) => Math.round(v * 255))).toEqual(Array.from(frame));
      }),
    );
  });

  it('refuses sizes that blocks do not divide', () => {
    expect(() => foldedShape({ height: 5, width: 4, channels: 1 }, 2)).toThrow(/multiples of blockSize 2/);
  });
});
