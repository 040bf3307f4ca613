import { describe, expect, it } from 'vitest';
import { palette, ramps, seriesColours, type Mode } from './palette.ts';

type Rgb = readonly [number, number, number];

function linear(hex: string): Rgb {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const channel = parseInt(hex.slice(from, from + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((hex) => {
      const [red, green, blue] = linear(hex);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    })
    .sort((x, y) => x - y);
  return (high ?? 0) / (low ?? 1);
}

/** OKLab (Ottosson 2020) of linear sRGB. */
function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Severity 1 matrices of Machado, Oliveira & Fernandes 2009, for linear sRGB. */
const visions: Readonly<Record<string, readonly number[]>> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seen(matrix: readonly number[], colour: Rgb): Rgb {
  const row = (k: number): number =>
    Math.max(
      0,
      Math.min(
        1,
        colour.reduce((sum, value, i) => sum + (matrix[3 * k + i] ?? 0) * value, 0),
      ),
    );
  return [row(0), row(1), row(2)];
}

describe.each<Mode>(['light', 'dark'])('the %s palette', (mode) => {
  const colours = palette[mode];
  const background = colours.background ?? '';

  it.each(Object.keys(visions))('keeps every pair of series apart with %s vision', (vision) => {
    const labs = seriesColours.map((name) => oklab(seen(visions[vision] ?? [], linear(colours[name] ?? ''))));
    const distances = labs.flatMap((a, i) =>
      labs.slice(0, i).map((b) => Math.hypot(...a.map((x, k) => x - (b[k] ?? 0)))),
    );
    expect(Math.min(...distances)).toBeGreaterThan(0.09);
  });

  it.each([...seriesColours, 'grey', 'ink'])('shows a line in %s at 3:1 and its label at 4.5:1', (name) => {
    expect(contrast(colours[name] ?? '', background)).toBeGreaterThan(3);
    expect(contrast(colours[`${name}-text`] ?? '', background)).toBeGreaterThan(4.5);
  });

  it('shows secondary text at 4.5:1', () => {
    expect(contrast(colours.muted ?? '', background)).toBeGreaterThan(4.5);
  });

  it('orders the ramp by lightness, away from the background', () => {
    const contrasts = ramps[mode].map((hex) => contrast(hex, background));
    expect(contrasts).toEqual([...contrasts].sort((a, b) => a - b));
    expect(contrasts[0]).toBeGreaterThan(1.9);
  });
});

it('both modes define the same names', () => {
  expect(Object.keys(palette.dark)).toEqual(Object.keys(palette.light));
  expect(ramps.dark).toHaveLength(ramps.light.length);
});
