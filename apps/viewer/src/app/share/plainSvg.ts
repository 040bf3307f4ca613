import { resolveTheme, toSvgString, type Mode, type SvgNode } from '@hgn/viz';

/** A figure: made by @hgn/viz, or an element on the page. */
export type Figure = SvgNode | SVGSVGElement;

/** A figure as an SVG file with plain colours, which every program paints as the page does. */
export function plainSvg(figure: Figure, mode: Mode): string {
  const text = 'tag' in figure ? toSvgString(resolveTheme(figure, mode)) : ofElement(figure);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

/** Presentation attributes and properties in which a colour may stand. */
const coloured = ['fill', 'stroke', 'color', 'stop-color'] as const;

/** The element as it stands on the page: what style sheets say is written onto each part. */
function ofElement(figure: SVGSVGElement): string {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const originals = [figure, ...figure.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [index, original] of originals.entries()) {
    const style = getComputedStyle(original);
    const target = copies[index];
    for (const name of coloured) {
      const value = style.getPropertyValue(name);
      if (value !== '') target.setAttribute(name, value);
    }
    for (const name of ['font-family', 'font-size', 'stroke-width', 'opacity'] as const) {
      if (
        original.localName === 'text' ||
        original === figure ||
        name === 'stroke-width' ||
        name === 'opacity'
      ) {
        target.setAttribute(name, style.getPropertyValue(name));
      }
    }
    target.removeAttribute('style');
    target.removeAttribute('class');
  }
  copy.querySelectorAll('style').forEach((sheet) => sheet.remove());
  const { width, height } = figure.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  if (!copy.hasAttribute('width')) copy.setAttribute('width', String(Math.round(width)));
  if (!copy.hasAttribute('height')) copy.setAttribute('height', String(Math.round(height)));
  return new XMLSerializer().serializeToString(copy);
}
