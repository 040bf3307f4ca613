import { describe, expect, it } from 'vitest';
import { presets } from '../presets/registry.ts';
import { simulate } from '../simulation/simulate.ts';
import { sceneCamera } from './sceneCamera.ts';

describe('sceneCamera', () => {
  it.each(Object.values(presets).filter(({ noise }) => noise === 0))(
    'takes the picture of $name that the simulation took',
    (preset) => {
      const { frames, q, p, parameters } = simulate(preset, { seed: 5, index: 2, frames: 3 });
      const camera = sceneCamera(preset, parameters);
      const coordinates = q.length / 3;
      const pixels = new Uint8Array(camera.frameBytes);
      for (let frame = 0; frame < 3; frame++) {
        const of = (values: Float64Array) => values.slice(frame * coordinates, (frame + 1) * coordinates);
        camera.draw({ q: of(q), p: of(p) }, pixels, 0);
        const taken = frames.subarray(frame * camera.frameBytes, (frame + 1) * camera.frameBytes);
        expect(Buffer.compare(pixels, taken)).toBe(0);
      }
    },
  );

  it('places a disc where its pixels are', () => {
    const preset = presets['mass-spring'];
    const camera = sceneCamera(preset, simulate(preset, { seed: 1, index: 0, frames: 1 }).parameters);
    const pixels = new Uint8Array(camera.frameBytes);
    const q = Float64Array.of(0.37);
    camera.draw({ q, p: Float64Array.of(0) }, pixels, 0);
    const xy = new Float64Array(2);
    camera.place(q, xy);
    let [weight, row, column] = [0, 0, 0];
    for (let at = 0; at < 32 * 32; at++) {
      const brightness = pixels[3 * at] - pixels[0];
      weight += brightness;
      row += brightness * Math.floor(at / 32);
      column += brightness * (at % 32);
    }
    expect(row / weight).toBeCloseTo(31 * xy[1], 1);
    expect(column / weight).toBeCloseTo(31 * xy[0], 1);
  });

  it('says where a scene has nothing to place', () => {
    const preset = Object.values(presets).find(({ system }) => system === 'rockPaperScissors');
    if (preset === undefined) throw new Error('a game must be among the presets');
    const camera = sceneCamera(preset, simulate(preset, { seed: 1, index: 0, frames: 1 }).parameters);
    expect(() => camera.place(new Float64Array(4), new Float64Array(2))).toThrow(/must have discs to place/);
  });
});
