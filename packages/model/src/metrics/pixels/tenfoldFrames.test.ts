import { describe, expect, it } from 'vitest';
import { tenfoldFrames } from './tenfoldFrames.ts';

const baseline = (lastFrame: number, meanFrame = 1) => ({ lastFrame, meanFrame });

describe('tenfoldFrames', () => {
  it('is the length of a perfect prediction, and 0 of none', () => {
    expect(tenfoldFrames([0, 0, 0], [baseline(1), baseline(1), baseline(1)])).toBe(3);
    expect(tenfoldFrames([1, 1, 1], [baseline(1), baseline(1), baseline(1)])).toBe(0);
  });

  it('counts frames on average, so a first frame that hardly moves does not end it', () => {
    const baselines = [baseline(0.01), baseline(1), baseline(1), baseline(1)];
    expect(tenfoldFrames([0.01, 0.05, 0.05, 1], baselines)).toBe(3);
  });

  it('takes the better of the baselines over the frames counted', () => {
    expect(tenfoldFrames([0.15, 0.15], [baseline(2, 2), baseline(2, 2)])).toBe(2);
    expect(tenfoldFrames([0.15, 0.15], [baseline(2, 1), baseline(2, 1)])).toBe(0);
  });

  it('refuses errors and baselines of other frames', () => {
    expect(() => tenfoldFrames([0], [])).toThrow('but got 1 and 0');
  });
});
