import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { presets } from '../presets/registry.ts';
import { randomStream } from '../random.ts';
import { simulate } from '../simulation/simulate.ts';
import { systems } from '../systems/registry.ts';
import { hueColor } from './colors.ts';
import { discRenderer } from './discRenderer.ts';
import { renderExactly, type DiscScene } from './discs.ts';

function randomScene(index: number): { scene: DiscScene; positions: Float64Array } {
  const random = randomStream(1, index, 'camera');
  const channels = index % 2 === 0 ? 3 : 1;
  const color = () => Array.from({ length: channels }, () => random.uniform());
  const count = 1 + random.integer(4);
  const discs = Array.from({ length: count }, () => ({ radius: random.uniform(0.02, 0.3), color: color() }));
  const positions = Float64Array.from({ length: 2 * count }, () => random.uniform(-0.3, 1.3));
  return { scene: { size: 16 + random.integer(40), channels, background: color(), discs }, positions };
}

describe('discRenderer', () => {
  test('is within one level of the exact picture, also for overlapping discs and discs at the edge', () => {
    let different = 0;
    let values = 0;
    for (let index = 0; index < 60; index++) {
      const { scene, positions } = randomScene(index);
      const exact = renderExactly(scene, positions);
      const drawFrame = discRenderer(scene);
      const out = new Uint8Array(exact.length + 5);
      // Twice, with other positions between: nothing of a frame may stay for the next.
      drawFrame(
        positions.map((x) => 1 - x),
        out,
        5,
      );
      drawFrame(positions, out, 5);
      exact.forEach((value, i) => {
        const rounded = Math.round(255 * value);
        expect(Math.abs(out[i + 5] - rounded)).toBeLessThanOrEqual(1);
        if (out[i + 5] !== rounded) different++;
        values++;
      });
    }
    expect(different / values).toBeLessThan(0.01);
  });

  test('draws disc 0 in front', () => {
    const discs = [0, 1].map((color) => ({ radius: 0.4, color: [color] }));
    const scene = { size: 9, channels: 1, background: [0.5], discs } as const;
    const out = new Uint8Array(81);
    discRenderer(scene)(Float64Array.of(0.5, 0.5, 0.5, 0.5), out, 0);
    expect(out[40]).toBe(0);
  });
});

test('hues are red, yellow, green, cyan, blue, magenta', () => {
  expect([0, 1, 2, 3, 4, 5].map((i) => hueColor(i / 6).map((value) => Math.round(value)))).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 0],
    [0, 1, 1],
    [0, 0, 1],
    [1, 0, 1],
  ]);
});

describe('frames decoded back', () => {
  test.each([
    ['mass-spring', 0],
    ['pendulum', 0],
    ['charged-particle', 0],
    ['two-body', 0],
    ['two-body', 1],
  ])('%s: the centroid of disc %d is where the state says, to 0.1 pixel', (name, body) => {
    const preset = presets[name];
    const { size, channels, halfWidth, background = [0.321, 0.349, 0.368] } = preset.camera;
    for (let index = 0; index < 4; index++) {
      const { frames, q, parameters } = simulate(name, { seed: 8, index, frames: 12 });
      const scene = systems[preset.system].scene(parameters);
      if (scene.kind !== 'discs') throw new Error('this system shows discs');
      const xy = new Float64Array(2 * scene.radii.length);
      const n = q.length / 12;
      for (let frame = 0; frame < 12; frame++) {
        scene.positions(q, frame * n, xy);
        const pixel = (value: number) => ((value + halfWidth) / (2 * halfWidth)) * (size - 1);
        const [x, y] = [pixel(xy[2 * body]), pixel(xy[2 * body + 1])];
        const margin = (scene.radii[body] / (2 * halfWidth) + 0.1) * (size - 1);
        const apart = scene.radii.length === 1 || Math.hypot(xy[0] - xy[2], xy[1] - xy[3]) > 2.6;
        if (!apart || Math.min(x, y) < margin || Math.max(x, y) > size - 1 - margin) continue;
        // Hue 0 is red alone, hue 1/2 cyan: how far the channel that only this body brightens is from the ground.
        const channel = body === 0 ? 0 : 1;
        const [mass, mx, my] = [0, 0, 0].map((_, moment) => {
          let sum = 0;
          for (let i = 0; i < size * size; i++) {
            const brighter =
              frames[(frame * size * size + i) * channels + channel] - Math.round(255 * background[channel]);
            if (brighter <= 0) continue;
            sum += brighter * (moment === 0 ? 1 : moment === 1 ? i % size : Math.floor(i / size));
          }
          return sum;
        });
        expect(Math.hypot(mx / mass - x, my / mass - y)).toBeLessThan(0.1);
      }
    }
  });
});

test('golden pictures: SHA-256 of three frames of every preset', () => {
  const hashes = Object.fromEntries(
    Object.keys(presets).map((name) => {
      const { frames } = simulate(name, { seed: 1, index: 1, frames: 3 });
      return [name, createHash('sha256').update(frames).digest('hex').slice(0, 16)];
    }),
  );
  expect(hashes).toMatchSnapshot();
});

test('grey pictures are the largest of the colour channels, with the same shape', () => {
  const preset = presets['mass-spring'];
  const grey = { ...preset, camera: { ...preset.camera, channels: 1, size: 64 } } as const;
  const { frames } = simulate(grey, { seed: 1, index: 0, frames: 2 });
  expect(frames.length).toBe(2 * 64 * 64);
  expect(Math.min(...frames)).toBe(Math.round(0.368 * 255));
  expect(Math.max(...frames)).toBeGreaterThan(250);
});
