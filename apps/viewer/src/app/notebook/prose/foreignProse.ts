import DOMPurify from 'dompurify';
import type { NotebookCell } from '../format/notebook.ts';
import { proseElement } from './proseElement.ts';
import { renderFormula, renderMarkdown } from './renderMarkdown.ts';

/** Prose of a notebook that anyone may have written: no scripts, no styles, no pictures from elsewhere. */
export function foreignProse({ kind, source }: Pick<NotebookCell, 'kind' | 'source'>): HTMLElement {
  const html =
    kind === 'formula'
      ? `<p class="formula">${renderFormula(source, true)}</p>`
      : kind === 'html'
        ? source
        : renderMarkdown(source);
  const forbidden = [
    'style',
    'form',
    'input',
    'button',
    'iframe',
    'object',
    'embed',
    'audio',
    'video',
    'source',
    'link',
  ];
  const clean = DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true, mathMl: true },
    // A picture is asked for as soon as it is put into the page: those of Markdown are in the text itself.
    FORBID_TAGS: kind === 'html' ? [...forbidden, 'img'] : forbidden,
    FORBID_ATTR: ['style', 'id', 'name', 'srcset'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|data:image\/)/i,
  });
  const prose = proseElement(clean);
  for (const link of prose.querySelectorAll('a')) link.rel = 'noreferrer noopener';
  return prose;
}
