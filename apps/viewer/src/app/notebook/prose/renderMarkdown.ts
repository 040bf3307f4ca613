import { Marked, type TokenizerAndRendererExtension } from 'marked';
import temml from 'temml';

/** A formula as MathML. One that cannot be read is shown in red as it was written, with the reason as its title. */
export function renderFormula(tex: string, display: boolean): string {
  return withoutStyles(temml.renderToString(tex, { displayMode: display, throwOnError: false }));
}

/**
 * Style attributes are renamed to `data-style`, which a page may apply from script: its content security policy
 * forbids styles in HTML.
 */
const withoutStyles = (html: string): string => html.replace(/ style="/g, ' data-style="');

const block: TokenizerAndRendererExtension = {
  name: 'formulaBlock',
  level: 'block',
  start: (text) => text.indexOf('$$'),
  tokenizer(text) {
    const found = /^\$\$\s*([\s\S]+?)\s*\$\$(?:\n|$)/.exec(text);
    return found === null ? undefined : { type: 'formulaBlock', raw: found[0], tex: found[1] };
  },
  renderer: (token) => `<p class="formula">${renderFormula(String(token.tex), true)}</p>\n`,
};

const inline: TokenizerAndRendererExtension = {
  name: 'formula',
  level: 'inline',
  start: (text) => text.indexOf('$'),
  tokenizer(text) {
    // A dollar sign before a space, or after one, is money.
    const found = /^\$(?!\s)((?:\\.|[^$\\`\n])+?)(?<!\s)\$(?!\d)/.exec(text);
    return found === null ? undefined : { type: 'formula', raw: found[0], tex: found[1] };
  },
  renderer: (token) => renderFormula(String(token.tex), false),
};

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/**
 * Prose as HTML, formulas between `$` or `$$` as MathML. HTML in it is shown as text, and pictures from elsewhere by
 * what they are said to show. What somebody else wrote must be sanitised all the same.
 */
export function renderMarkdown(source: string): string {
  const marked = new Marked({ gfm: true, extensions: [] });
  marked.use({
    extensions: [block, inline],
    renderer: {
      html: ({ text }) => escapeHtml(text),
      image: ({ href, text }) =>
        /^data:image\//i.test(href)
          ? `<img src="${escapeHtml(href)}" alt="${escapeHtml(text)}">`
          : `[${escapeHtml(text || 'picture')}]`,
    },
  });
  return withoutStyles(marked.parse(source, { async: false }));
}
