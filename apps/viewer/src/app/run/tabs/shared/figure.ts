import { figureStyle, toSvgElement, withoutStyle, type Mode, type SvgNode } from '@hgn/viz';

let styled: CSSStyleSheet | undefined;

/** A figure as an element. Its style is given to the document once: the pages' policy forbids styles inside figures. */
export function figureElement(figure: SvgNode): SVGElement {
  if (styled === undefined) {
    styled = new CSSStyleSheet();
    styled.replaceSync(figureStyle);
  }
  if (!document.adoptedStyleSheets.includes(styled)) document.adoptedStyleSheets.push(styled);
  const element = toSvgElement(withoutStyle(figure), document);
  element.classList.add('figure');
  return element;
}

/** The mode that the page is shown in: chosen by hand, else that of the system. */
export function pageMode(): Mode {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls `redraw` whenever the mode of the page changes, for what is painted on a canvas. */
export function onModeChange(redraw: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(redraw);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, { signal });
}
