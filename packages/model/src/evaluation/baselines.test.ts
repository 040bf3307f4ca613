import { describe, expect, it } from 'vitest';
import { baselines } from './baselines.ts';

describe('baselines', () => {
  it('are zero when nothing moves', () => {
    const still = Float32Array.of(0.2, 0.4);
    expect(baselines([[still, still]], [still])).toEqual({ lastFrame: 0, meanFrame: 0 });
  });

  it('equal values worked out by hand', () => {
    const targets = [[Float32Array.of(1), Float32Array.of(3)]];
    // last frame 0: (1 + 9) / 2; mean frame 2: (1 + 1) / 2
    expect(baselines(targets, [Float32Array.of(0)])).toEqual({ lastFrame: 5, meanFrame: 1 });
  });

  it('refuse to judge nothing', () => {
    expect(() => baselines([], [])).toThrow(/at least one frame/);
  });
});
