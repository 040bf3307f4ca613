import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Preset } from '../presets/preset.ts';
import { presets } from '../presets/registry.ts';
import { randomStream } from '../random.ts';
import { simulate } from '../simulation/simulate.ts';
import { systems } from '../systems/registry.ts';
import { hueColor } from './colors.ts';
import { discRenderer } from './discRenderer.ts';
import { renderExactly, type DiscScene } from './discs.ts';
import { discScene } from './photograph.ts';

const numbers = (parameters: Preset['parameters']) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, range]) => [name, typeof range === 'number' ? range : range[0]]),
  );

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
    let [different, values, worst] = [0, 0, 0];
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
        worst = Math.max(worst, Math.abs(out[i + 5] - rounded));
        if (out[i + 5] !== rounded) different++;
        values++;
      });
    }
    expect(worst).toBeLessThanOrEqual(1);
    // The nearest of 4096 tabulated pixels, not an interpolated one: one value in 300 is rounded the other way.
    expect(different / values).toBeLessThan(0.005);
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
  // In a liquid, in a chain and in a crowd no disc is seen alone, nor on rods that are shorter than two discs.
  const crowded = [
    ...[
      'suite-lj-16',
      'suite-lj-16-bath',
      'four-body',
      'five-body',
      'coupled-oscillators',
      'fput-alpha',
      'double-pendulum',
    ],
    ...['suite-double-pendulum', 'suite-double-pendulum-colors', 'suite-double-pendulum-colors-friction'],
  ];
  const seen = Object.values(presets).filter(
    ({ noise, parameters, system }) =>
      noise === 0 && systems[system].scene(numbers(parameters)).kind === 'discs',
  );

  /** The centroid of what differs from the background around (x, y), to where the disc ends. */
  function centroid(frame: Uint8Array, scene: DiscScene, x: number, y: number, extent: number) {
    const { size, channels, background } = scene;
    let [mass, sumX, sumY] = [0, 0, 0];
    for (let row = Math.round(y) - extent; row <= Math.round(y) + extent; row++) {
      for (let column = Math.round(x) - extent; column <= Math.round(x) + extent; column++) {
        for (let c = 0; c < channels; c++) {
          const ground = Math.round(255 * background[c]);
          const change = Math.abs(frame[(row * size + column) * channels + c] - ground);
          mass += change;
          sumX += change * column;
          sumY += change * row;
        }
      }
    }
    return [sumX / mass, sumY / mass] as const;
  }

  test.each(seen)(
    '$name: the centroid of every disc that is seen alone is where the state says, to 0.1 pixel',
    (preset) => {
      let [checked, worst] = [0, 0];
      for (let index = 0; index < 8; index++) {
        const frameCount = 30;
        const { frames, q, parameters } = simulate(preset, { seed: 8, index, frames: frameCount });
        const system = systems[preset.system].scene(parameters);
        if (system.kind !== 'discs') throw new Error('this system shows discs');
        const scene = discScene(preset, system, parameters);
        const last = scene.size - 1;
        const halfWidth = preset.camera.halfWidth * (1 + (preset.camera.jitter ?? 0));
        const n = q.length / frameCount;
        const xy = new Float64Array(2 * system.radii.length);
        for (let frame = 0; frame < frameCount; frame++) {
          system.positions(q, frame * n, xy);
          const pixel = (value: number, offset = 0) => ((value + offset) / (2 * halfWidth) + 0.5) * last;
          const places = system.radii.map((radius, d) => ({
            x: pixel(xy[2 * d], parameters.offsetX),
            y: pixel(xy[2 * d + 1], parameters.offsetY),
            // Where less than half a grey level is left of a disc.
            extent: Math.ceil((radius / (2 * halfWidth) + 0.08) * last),
          }));
          const picture = frames.subarray((frame * frames.length) / frameCount);
          places.forEach(({ x, y, extent }, d) => {
            if (Math.min(x, y) < extent || Math.max(x, y) > last - extent) return;
            const alone = places.every(
              (other, e) =>
                e === d || Math.max(Math.abs(other.x - x), Math.abs(other.y - y)) > extent + other.extent,
            );
            if (!alone) return;
            const [foundX, foundY] = centroid(picture, scene, x, y, extent);
            worst = Math.max(worst, Math.hypot(foundX - x, foundY - y));
            checked++;
          });
        }
      }
      expect(worst).toBeLessThan(0.1);
      if (!crowded.includes(preset.name)) expect(checked).toBeGreaterThan(3);
    },
  );

  test.each(crowded.map((name) => [name]))(
    '%s, whose discs overlap: 0.1 pixel from the state every disc fits worse',
    (name) => {
      const preset = presets[name];
      let checked = 0;
      const { frames, q, parameters } = simulate(preset, { seed: 8, index: 1, frames: 4 });
      const system = systems[preset.system].scene(parameters);
      if (system.kind !== 'discs') throw new Error('this system shows discs');
      const scene = discScene(preset, system, parameters);
      const width = 2 * preset.camera.halfWidth * (1 + (preset.camera.jitter ?? 0));
      const { offsetX = 0, offsetY = 0 } = parameters;
      for (let frame = 0; frame < 4; frame++) {
        const xy = new Float64Array(2 * system.radii.length);
        system.positions(q, (frame * q.length) / 4, xy);
        const all = xy.map((value, i) => (value + (i % 2 === 0 ? offsetX : offsetY)) / width + 0.5);
        // Of what repeats itself in a box, most copies are off the canvas, where less than 1e-6 of them is left.
        const isNear = (d: number): boolean =>
          [all[2 * d], all[2 * d + 1]].every((x) => Math.abs(x - 0.5) < 0.5 + scene.discs[d].radius + 0.2);
        const near = scene.discs.flatMap((_, d) => (isNear(d) ? d : []));
        const onCanvas = { ...scene, discs: near.map((d) => scene.discs[d]) };
        const places = Float64Array.from(near.flatMap((d) => [all[2 * d], all[2 * d + 1]]));
        const picture = frames.subarray((frame * frames.length) / 4);
        const misfit = (at: Float64Array) =>
          renderExactly(onCanvas, at).reduce((sum, value, i) => sum + (255 * value - picture[i]) ** 2, 0);
        const least = misfit(places);
        for (let i = 0; i < places.length; i++) {
          for (const shift of [-0.1, 0.1]) {
            const moved = places.slice();
            moved[i] += shift / (scene.size - 1);
            // A disc that is hidden or hardly on the canvas makes less difference than rounding does.
            const more = misfit(moved) - least;
            if (Math.abs(more) < 1) continue;
            expect(more).toBeGreaterThan(0);
            checked++;
          }
        }
      }
      expect(checked).toBeGreaterThan(15);
    },
  );
});

test.each(Object.keys(presets))('golden pictures: SHA-256 of three frames of %s', (name) => {
  const { frames } = simulate(name, { seed: 1, index: 1, frames: 3 });
  expect(createHash('sha256').update(frames).digest('hex').slice(0, 16)).toMatchSnapshot();
});

test('grey pictures are the largest of the colour channels, with the same shape', () => {
  const preset = presets['mass-spring'];
  const grey = { ...preset, camera: { ...preset.camera, channels: 1, size: 64 } } as const;
  const { frames } = simulate(grey, { seed: 1, index: 0, frames: 2 });
  expect(frames.length).toBe(2 * 64 * 64);
  expect(Math.min(...frames)).toBe(Math.round(0.368 * 255));
  expect(Math.max(...frames)).toBeGreaterThan(250);
});
