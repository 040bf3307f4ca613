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

/** Prose as HTML, formulas between `$` or `$$` as MathML. The HTML of untrusted prose must be sanitised. */
export function renderMarkdown(source: string): string {
  const marked = new Marked({ gfm: true, extensions: [] });
  marked.use({ extensions: [block, inline] });
  return withoutStyles(marked.parse(source, { async: false }));
}
