import { describe, expect, it } from 'vitest';
import { layOutTask, tasks } from './tasks.ts';

const layout = (name: string, overrides = {}) => {
  const task = tasks.find((t) => t.name === name);
  if (task === undefined) throw new Error(`no task ${name}`);
  return layOutTask(task, {
    protocol: { stateAt: 'middle' },
    inputFrames: 5,
    length: 68,
    fineness: 1,
    horizon: 30,
    ...overrides,
  });
};

describe('layOutTask', () => {
  it('judges the thirty frames after the inputs going forward', () => {
    const { inputs, lastSeen, targets } = layout('forward');
    expect(inputs).toEqual([0, 1, 2, 3, 4]);
    expect(lastSeen).toBe(4);
    expect(targets).toHaveLength(30);
    expect(targets[0]).toEqual({ step: 3, frame: 5 });
    expect(targets[29]).toEqual({ step: 32, frame: 34 });
  });

  it('judges the thirty frames before the inputs going backward, from the first frame on', () => {
    const { inputs, lastSeen, targets } = layout('backward');
    expect(inputs).toEqual([30, 31, 32, 33, 34]);
    expect(lastSeen).toBe(30);
    expect(targets).toHaveLength(30);
    expect(targets[0]).toEqual({ step: 3, frame: 29 });
    expect(targets[29]).toEqual({ step: 32, frame: 0 });
    expect(layout('backward', { length: 30 }).inputs).toEqual([25, 26, 27, 28, 29]);
    expect(layout('backward', { length: 200, fineness: 2 }).targets.at(-1)).toEqual({ step: 32, frame: 0 });
  });

  it('takes every second frame at double speed and no seen one', () => {
    const { targets } = layout('doubleSpeed');
    expect(targets[0]).toEqual({ step: 2, frame: 6 });
    expect(targets[29]).toEqual({ step: 31, frame: 64 });
  });

  it('skips steps between frames at half speed unless the data is finer', () => {
    expect(layout('halfSpeed').targets.map(({ step }) => step % 2)).toEqual(Array(15).fill(0));
    const fine = layout('halfSpeed', { fineness: 2, length: 136 });
    expect(fine.inputs).toEqual([0, 2, 4, 6, 8]);
    expect(fine.targets).toHaveLength(30);
    expect(fine.targets[0]).toEqual({ step: 5, frame: 9 });
  });

  it('never judges a frame that the encoder saw, for any placing of the state', () => {
    for (const stateAt of ['first', 'middle', 'last'] as const) {
      for (const { name } of tasks) {
        const { inputs, targets } = layout(name, { protocol: { stateAt } });
        const seen = targets.filter(({ frame }) => frame >= inputs[0] && frame <= inputs[4]);
        expect(seen, `${name} from the ${stateAt} frame`).toEqual([]);
      }
    }
  });

  it('says what is missing when sequences are too short', () => {
    expect(() => layout('forward', { length: 5 })).toThrow(/longer than 5 frames, but got 5/);
  });
});
