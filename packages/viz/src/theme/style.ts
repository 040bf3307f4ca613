import { mapNodes, svgNode, type SvgNode } from '../svg/node.ts';
import { paintRules } from '../svg/written.ts';
import { themeColours, type Mode } from './palette.ts';

/** The fonts of every figure: what the reader's system uses, so that nothing is downloaded. */
export const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

function declarations(mode: Mode): string {
  return Object.entries(themeColours(mode))
    .map(([name, value]) => `--hgn-${name}:${value}`)
    .join(';');
}

/**
 * The style sheet that every figure carries.
 * Colours are CSS custom properties (`--hgn-ink`, `--hgn-blue`, …) that follow `prefers-color-scheme`, or a
 * `data-theme="light"` / `"dark"` attribute on any ancestor. All selectors have zero specificity, so a page overrides a
 * colour with `.hgn-figure { --hgn-blue: … }`. The rules that paint stand in `@supports`, which programs without CSS
 * variables pass over: they show the plain light colours that are written beside the classes.
 *
 * A page whose content security policy forbids styles inside figures gives it to the document once, with
 * `document.adoptedStyleSheets`, or serves it as a file.
 */
export const figureStyle: string = [
  `:where(.hgn-figure){${declarations('light')};font-family:${fontFamily};font-variant-numeric:tabular-nums}`,
  `@media (prefers-color-scheme:dark){:where(.hgn-figure){${declarations('dark')}}}`,
  `:where([data-theme=light] .hgn-figure){${declarations('light')}}`,
  `:where([data-theme=dark] .hgn-figure){${declarations('dark')}}`,
  `@supports (fill:var(--a)){${paintRules()}}`,
  `@media print{:where(.hgn-figure){${declarations('light')}}}`,
].join('\n');

/** Declarations of all colours of a mode, for a style sheet that sets them on its own elements. */
export function colourDeclarations(mode: Mode): string {
  return declarations(mode);
}

/**
 * Fixes a figure to one mode: every custom property becomes its colour and the style sheet goes.
 * For programs that draw SVG without CSS variables (Inkscape, librsvg, resvg), and for print.
 *
 * @example
 * ```ts
 * import { lineChart, resolveTheme, toSvgString } from '@hgn/viz';
 * const figure = resolveTheme(lineChart([{ label: 'q', y: [0, 1, 0] }]), 'dark');
 * console.log(toSvgString(figure).includes('var(')); // false
 * ```
 */
export function resolveTheme(node: SvgNode, mode: Mode): SvgNode {
  const values = themeColours(mode);
  const resolved = mapNodes(withoutStyle(node), ({ tag, attributes, children }) =>
    svgNode(
      tag,
      Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          typeof value === 'string'
            ? value.replace(/var\(--hgn-([a-z0-9-]+)\)/g, (all, colour: string) => values[colour] ?? all)
            : value,
        ]),
      ),
      children,
    ),
  );
  return { ...(resolved ?? node), ...(node.plots === undefined ? {} : { plots: node.plots }) };
}

/**
 * The figure without its style sheet, for a page that carries `figureStyle` once: one with many figures, or one whose
 * content security policy forbids styles inside them.
 *
 * @example
 * ```ts
 * function show(figure: SvgNode) {
 *   const sheet = new CSSStyleSheet();
 *   sheet.replaceSync(figureStyle);
 *   document.adoptedStyleSheets.push(sheet);
 *   document.body.append(toSvgElement(withoutStyle(figure), document));
 * }
 * console.log(typeof show); // function
 * ```
 */
export function withoutStyle(node: SvgNode): SvgNode {
  return mapNodes(node, (each) => (each.tag === 'style' ? undefined : each)) ?? node;
}
