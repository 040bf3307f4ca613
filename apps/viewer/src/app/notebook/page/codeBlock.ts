import { el } from '../../style/el.ts';

/** The source of a cell, folded away unless it is to be read. */
export function codeBlock(source: string, isOpen: boolean): HTMLElement {
  return el(
    'details',
    { class: 'cell-code', open: isOpen },
    el('summary', {}, 'Code'),
    el('pre', { tabindex: 0 }, el('code', {}, source)),
  );
}
