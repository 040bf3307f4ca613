import { figureStyle, toSvgElement, withoutStyle, type SvgNode } from '@hgn/viz';

let adopted = false;

/**
 * A figure of @hgn/viz as an element of this page, whose content security policy allows no styles inside figures: the
 * document carries them once.
 */
export function figureElement(figure: SvgNode): SVGElement {
  if (!adopted) {
    adopted = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(figureStyle);
    document.adoptedStyleSheets.push(sheet);
  }
  return toSvgElement(withoutStyle(figure), document);
}
