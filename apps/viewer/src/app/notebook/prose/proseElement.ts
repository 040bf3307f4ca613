import { el } from '../../style/el.ts';

/** Prose as an element; `html` must come from the app's own build or from a sanitiser. */
export function proseElement(html: string): HTMLElement {
  const prose = el('div', { class: 'prose' });
  prose.innerHTML = html;
  for (const element of prose.querySelectorAll<HTMLElement>('[data-style]')) {
    element.style.cssText = element.dataset.style ?? '';
    element.removeAttribute('data-style');
  }
  for (const formula of prose.querySelectorAll<HTMLElement>('p.formula')) formula.tabIndex = 0;
  return prose;
}
