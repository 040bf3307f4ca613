import type { SvgNode } from './node.ts';
import { writtenAttributes } from './written.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Escapes text for XML and HTML, content and double-quoted attributes alike.
 * Characters that XML 1.0 forbids even when escaped (controls, lone surrogates) become U+FFFD.
 *
 * @example
 * ```ts
 * escapeText('q < 1'); // q &lt; 1
 * ```
 */
export function escapeText(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- naming the forbidden controls is the purpose
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
      .replace(/[&<>"]/g, (character) => entities[character] ?? character)
  );
}

/**
 * Writes a figure as SVG text that is well-formed XML: save it as a `.svg` file or place it inside HTML.
 * The outermost `<svg>` gets the namespace. Programs without CSS variables (librsvg, resvg, Inkscape) show it in light
 * colours, browsers in those of the reader's mode. Costs time linear in the size of the tree.
 *
 * @example
 * ```ts
 * import { lineChart, toSvgString } from '@hgn/viz';
 * console.log(toSvgString(lineChart([{ label: 'q', y: [0, 1, 0] }])).slice(0, 4)); // <svg
 * ```
 */
export function toSvgString(node: SvgNode): string {
  return write(node, node.tag === 'svg');
}

function write(node: SvgNode, isRoot: boolean): string {
  const entries = writtenAttributes(node);
  const attributes = (
    isRoot && !('xmlns' in node.attributes) ? [['xmlns', SVG_NAMESPACE] as const, ...entries] : entries
  )
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('');
  if (node.children.length === 0) return `<${node.tag}${attributes}/>`;
  const content = node.children
    .map((child) => (typeof child === 'string' ? escapeText(child) : write(child, false)))
    .join('');
  return `<${node.tag}${attributes}>${content}</${node.tag}>`;
}
