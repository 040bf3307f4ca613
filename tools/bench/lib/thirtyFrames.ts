import type { Preset } from '@hgn/model';

/** A preset trained no farther than thirty foreseen frames, a quarter as far as `pendulum-small` asks for, on films as long as that needs. */
export const thirtyFrames = (preset: Preset): Preset => ({
  ...preset,
  protocol: { ...preset.protocol, steps: 29, horizonGrowth: 0.3 },
  data: { ...preset.data, frames: 64 },
});
