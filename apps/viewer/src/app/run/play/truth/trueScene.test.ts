import { presets, simulate } from '@hgn/datasets';
import { expect, it } from 'vitest';
import { trueScene } from './trueScene.ts';

const sceneOf = (name: string) => {
  const preset = presets[name];
  const { q, p, frames, parameters } = simulate(preset, { seed: 9, index: 0, frames: 5 });
  const size = q.length / 5;
  const state = { q: q.slice(2 * size, 3 * size), p: p.slice(2 * size, 3 * size) };
  return {
    scene: trueScene(preset, parameters, { inputFrames: 5, stateFrame: 2, dt: preset.dt }),
    state,
    frames,
  };
};

it.each(['mass-spring', 'pendulum', 'two-body', 'double-pendulum'])(
  'draws the frames around a state of %s as the simulation draws them',
  (name) => {
    const { scene, state, frames } = sceneOf(name);
    const drawn = scene.inputFrames(state);
    const worst = drawn.reduce((most, value, i) => Math.max(most, Math.abs(value - frames[i] / 255)), 0);
    // One level of brightness, where rounding falls to the other side.
    expect(worst).toBeLessThanOrEqual(1 / 255 + 1e-6);
  },
);

it('holds the mass on its spring where it is dragged to, at rest', () => {
  const { scene, state } = sceneOf('mass-spring');
  const [x, y] = scene.discsAt(state);
  const held = scene.held(state, 0, { x, y: y + 5 });
  expect(scene.discsAt(held)[1]).toBeCloseTo(y + 5, 4);
  expect(held.p[0]).toBe(0);
  // Sideways it cannot go.
  expect(scene.discsAt(scene.held(state, 0, { x: x + 4, y }))[0]).toBeCloseTo(x, 6);
});

it('keeps the pendulum on its circle and turns it towards the pointer', () => {
  const { scene, state } = sceneOf('pendulum');
  const [x, y] = scene.discsAt(state);
  const { q } = scene.held(state, 0, { x: x + 3, y });
  expect(scene.discsAt({ q, p: state.p })[0]).toBeGreaterThan(x + 0.5);
});

it('moves one of two bodies and leaves the other as it is, momentum included', () => {
  const { scene, state } = sceneOf('two-body');
  const before = scene.discsAt(state);
  const held = scene.held(state, 1, { x: before[2] + 2, y: before[3] - 1 });
  const after = scene.discsAt(held);
  expect([...after].map((value, i) => value - before[i])).toEqual([
    expect.closeTo(0, 6),
    expect.closeTo(0, 6),
    expect.closeTo(2, 4),
    expect.closeTo(-1, 4),
  ]);
  expect(held.p.filter((value) => value === 0)).toHaveLength(2);
});
