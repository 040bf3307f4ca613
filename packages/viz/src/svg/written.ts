import { themeColours } from '../theme/palette.ts';
import type { SvgNode } from './node.ts';

/** The attributes that hold paints, and the stem of the class that lets each follow a page's theme. */
const paints = ['fill', 'stroke'] as const;
const reference = /^var\(--hgn-([a-z0-9-]+)\)$/;

/**
 * The attributes of an element as they are written. A themed paint becomes its light colour, which every program
 * understands, and a class by which the figure's style sheet replaces that colour where there are CSS variables.
 */
export function writtenAttributes(node: SvgNode): readonly (readonly [string, string])[] {
  const light = themeColours('light');
  const classes: string[] = [];
  const written = Object.entries(node.attributes).flatMap(([name, value]): [string, string][] => {
    if (name === 'class') {
      classes.unshift(String(value));
      return [];
    }
    const themed = paints.some((paint) => paint === name) ? reference.exec(String(value))?.[1] : undefined;
    const colour = themed === undefined ? undefined : light[themed];
    if (themed === undefined || colour === undefined) return [[name, String(value)]];
    classes.push(`hgn-${name}-${themed}`);
    return [[name, colour]];
  });
  return classes.length === 0 ? written : [['class', classes.join(' ')], ...written];
}

/** The rules that those classes need, for every themed colour. */
export function paintRules(): string {
  return Object.keys(themeColours('light'))
    .flatMap((colour) => paints.map((name) => `.hgn-${name}-${colour}{${name}:var(--hgn-${colour})}`))
    .join('');
}
