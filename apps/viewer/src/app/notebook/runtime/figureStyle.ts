import { figureStyle } from '@hgn/viz';

/** Gives a document the style sheet of figures once: its policy lets no figure bring its own. */
export function adoptFigureStyle(document: Document): void {
  const marked = document as Document & { hgnFigureStyle?: CSSStyleSheet };
  if (marked.hgnFigureStyle !== undefined) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(figureStyle);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  marked.hgnFigureStyle = sheet;
}
