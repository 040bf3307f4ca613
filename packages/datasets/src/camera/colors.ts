/** Red, green, blue from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number];

/** The grey-blue of the DeepMind suite; on a black background, training is said to get stuck. */
export const defaultBackground: Color = [0.321, 0.349, 0.368];

/**
 * The fully saturated, fully bright colour of a hue, which counts turns from red.
 * @example
 * hueColor(1 / 3); // green: [0, 1, 0]
 */
export function hueColor(hue: number): Color {
  const channel = (shift: number): number => {
    const sixth = ((((hue + shift) % 1) + 1) % 1) * 6;
    return Math.min(1, Math.max(0, Math.abs(sixth - 3) - 1));
  };
  return [channel(0), channel(-1 / 3), channel(1 / 3)];
}

/**
 * A colour as channel values: itself, or its largest channel as grey.
 * @example
 * colorChannels([1, 0.5, 0], 1); // [1]
 */
export function colorChannels(color: Color, channels: 1 | 3): readonly number[] {
  return channels === 3 ? color : [Math.max(...color)];
}
