import { palette, resolveTheme, toSvgString, type Mode, type SvgNode } from '@hgn/viz';

/** A file that is opened by itself is shown whole in a narrow window. */
const shrinks = { style: 'max-width:100%;height:auto' };

/** A figure as an SVG file: in the colours of a theme, or without one in those of whoever looks at it. */
export function svgFile(figure: SvgNode, theme: Mode | undefined): string {
  const fitting = { ...figure, attributes: { ...figure.attributes, ...shrinks } };
  return toSvgString(theme === undefined ? fitting : resolveTheme(fitting, theme));
}

/** Red, green and blue of what lies between and around pictures, 0 to 255 each; white without a theme. */
export function paperOf(theme: Mode | undefined): readonly [number, number, number] {
  const { background } = palette[theme ?? 'light'];
  const channel = (from: number): number => Number.parseInt(background.slice(from, from + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
