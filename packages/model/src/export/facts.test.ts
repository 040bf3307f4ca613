import { describe, expect, it } from 'vitest';
import { presets } from '../presets/presets.ts';
import { factsOfCheckpoint, measuredText } from './facts.ts';

const config = {
  ...presets.quickstart,
  preset: 'quickstart',
  system: 'mass-spring',
  seed: 0,
  engine: 'tfjs',
};
const facts = (changes: object) =>
  factsOfCheckpoint({ config: JSON.stringify({ ...config, ...changes }) }, 0.1);
const steps = (backwardFraction: number, doubleSpeedFraction: number) =>
  facts({ protocol: { ...config.protocol, backwardFraction, doubleSpeedFraction } }).timeSteps;

describe('the facts of a checkpoint', () => {
  it('name a run by what decides its result, not by how long or where it is trained', () => {
    const { run } = facts({});
    expect(facts({ engine: 'onnx-cpu', training: { ...config.training, steps: 9 } }).run).toBe(run);
    expect(facts({ seed: 1 }).run).not.toBe(run);
    expect(facts({ system: 'pendulum' }).run).not.toBe(run);
  });

  it('tell which way and how fast training went through time', () => {
    expect(steps(0, 0)).toEqual({ minimum: 0.1, maximum: 0.1 });
    expect(steps(0.5, 0)).toEqual({ minimum: -0.1, maximum: 0.1 });
    expect(steps(0.5, 0.5)).toEqual({ minimum: -0.2, maximum: 0.2 });
    expect(steps(0, 0.5)).toEqual({ minimum: 0.1, maximum: 0.2 });
    expect(steps(1, 0)).toEqual({ minimum: -0.1, maximum: -0.1 });
  });

  it('are only those that a checkpoint has', () => {
    expect(factsOfCheckpoint({}, 0.1)).toEqual({});
    const statistics = {
      states: 2,
      z: { mean: [1 / 3], deviation: [2e-9 / 3] },
      q: { minimum: [0], maximum: [1] },
      p: { minimum: [0], maximum: [1] },
      reconstructionError: { median: 0.1, percentile99: 0.2 },
    };
    const measured = measuredText({ statistics });
    const { statistics: read } = factsOfCheckpoint({ measured }, 0.1);
    expect(read).toEqual({ ...statistics, z: { mean: [0.33333333], deviation: [6.6666667e-10] } });
  });
});
