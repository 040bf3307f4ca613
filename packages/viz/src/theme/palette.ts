/** The colours that a mark can ask for by name; each has a light and a dark value. */
export type Colour = 'blue' | 'orange' | 'teal' | 'purple' | 'amber' | 'sky' | 'ink' | 'grey';

/** Whether a figure stands on a light or a dark background. */
export type Mode = 'light' | 'dark';

/**
 * The order in which unnamed series take their colours.
 * Every pair differs by at least 0.09 in OKLab under normal vision and under full protanopia, deuteranopia and
 * tritanopia (Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113), and each stands out from its
 * background by at least 3:1; `palette.test.ts` computes both.
 */
export const seriesColours: readonly Colour[] = ['blue', 'orange', 'teal', 'purple', 'amber', 'sky'];

/** Named colours in both modes, sRGB hex; the `-text` variants reach 4.5:1 on the background for small text. */
export const palette: Readonly<Record<Mode, Readonly<Record<string, string>>>> = {
  light: {
    background: '#ffffff',
    ink: '#1b1f27',
    'ink-text': '#1b1f27',
    muted: '#5b6270',
    axis: '#a3a9b4',
    grid: '#e6e8ec',
    'on-map': '#ffffff',
    'under-map': '#14171c',
    grey: '#868d99',
    'grey-text': '#646b77',
    blue: '#3c3dca',
    'blue-text': '#3c3dca',
    orange: '#c64400',
    'orange-text': '#c64400',
    teal: '#008579',
    'teal-text': '#008074',
    purple: '#610478',
    'purple-text': '#610478',
    amber: '#cf8100',
    'amber-text': '#a05a00',
    sky: '#469ad5',
    'sky-text': '#1f78ae',
  },
  dark: {
    background: '#14171c',
    ink: '#e9ebef',
    'ink-text': '#e9ebef',
    muted: '#9fa6b3',
    axis: '#5d6471',
    grid: '#282d36',
    'on-map': '#ffffff',
    'under-map': '#14171c',
    grey: '#8a919e',
    'grey-text': '#9aa1ae',
    blue: '#68abf6',
    'blue-text': '#68abf6',
    orange: '#e86a4d',
    'orange-text': '#ee7559',
    teal: '#60e59e',
    'teal-text': '#60e59e',
    purple: '#8668f3',
    'purple-text': '#9479f5',
    amber: '#fdb400',
    'amber-text': '#fdb400',
    sky: '#b6e6ff',
    'sky-text': '#b6e6ff',
  },
};

/** Seven steps from little to much, for curves ordered by a number; one hue, monotone in lightness in both modes. */
export const ramps: Readonly<Record<Mode, readonly string[]>> = {
  light: ['#7fbde6', '#5aa6da', '#3f8ccb', '#3c6fbd', '#3f52b0', '#43369b', '#3f1a7a'],
  dark: ['#5c62c9', '#6a79dc', '#7590ea', '#80a8f2', '#92c0f6', '#aed8fa', '#d6f0ff'],
};

/**
 * All named colours of a mode, the steps of the ramp (`ramp-0` … `ramp-6`) among them: what a canvas paints with.
 *
 * @example
 * ```ts
 * console.log(themeColours('dark').background); // #14171c
 * ```
 */
export function themeColours(mode: Mode): Readonly<Record<string, string>> {
  const ramp = Object.fromEntries(ramps[mode].map((colour, step) => [`ramp-${step}`, colour]));
  return { ...palette[mode], ...ramp };
}

/** The paint of a named colour as figures write it: a CSS custom property that follows the page's mode. */
export function paint(name: string): string {
  return `var(--hgn-${name})`;
}

/** The paint of a number between 0 and 1 on the ordered ramp. */
export function rampPaint(fraction: number): string {
  const steps = ramps.light.length;
  return paint(`ramp-${Math.min(steps - 1, Math.max(0, Math.round(fraction * (steps - 1))))}`);
}

/** The colour of series number `index`; the palette repeats after six. */
export function seriesColour(index: number): Colour {
  return seriesColours[index % seriesColours.length] ?? 'ink';
}
