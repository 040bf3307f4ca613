import { palette, resolveTheme, toSvgString, type Mode, type SvgNode } from '@hgn/viz';

/** A figure as an SVG file: in the colours of a theme, or without one in those of whoever looks at it. */
export function svgFile(figure: SvgNode, theme: Mode | undefined): string {
  return toSvgString(theme === undefined ? figure : resolveTheme(figure, theme));
}

/** Red, green and blue of what lies between and around pictures, 0 to 255 each; white without a theme. */
export function paperOf(theme: Mode | undefined): readonly [number, number, number] {
  const { background } = palette[theme ?? 'light'];
  const channel = (from: number): number => Number.parseInt(background.slice(from, from + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
