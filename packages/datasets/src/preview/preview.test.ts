import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { generate } from '../simulation/generate.ts';
import { previewGif, previewPng } from './preview.ts';

const data = generate('three-body', { seed: 1, trajectories: 5, frames: 12 });

test('the film strip shows the frames pixel by pixel', () => {
  const { width, height, data: pixels } = decode(previewPng(data, { trajectories: 2, scale: 2 }));
  expect([width, height]).toEqual([10 * 66 + 2, 2 * 66 + 2]);
  // The last column of the second row is the last frame; its pixel (16, 20).
  const at = 4 * ((68 + 2 * 20) * width + 2 + 9 * 66 + 2 * 16);
  const from = ((12 + 11) * 1024 + 20 * 32 + 16) * 3;
  expect([...pixels.slice(at, at + 3)]).toEqual([...data.frames.slice(from, from + 3)]);
});

test('the animation is a looping GIF of the right size with as many frames as the data', () => {
  const gif = Buffer.from(previewGif(data, { scale: 1 }));
  expect(gif.subarray(0, 6).toString()).toBe('GIF89a');
  expect([gif.readUInt16LE(6), gif.readUInt16LE(8)]).toEqual([4 * 34 + 2, 2 * 34 + 2]);
  expect(gif.includes('NETSCAPE2.0')).toBe(true);
  // A graphic control extension in front of each frame: delay of 125 ms in hundredths of a second.
  let frames = 0;
  for (let at = gif.indexOf('21f904', 0, 'hex'); at >= 0; at = gif.indexOf('21f904', at + 1, 'hex')) {
    if (gif.readUInt16LE(at + 4) === 13 || gif.readUInt16LE(at + 4) === 12) frames++;
  }
  expect(frames).toBe(12);
});

test('bad sizes are told', () => {
  expect(() => previewPng(data, { scale: 0.5 })).toThrow('scale must be integers from 1');
});
