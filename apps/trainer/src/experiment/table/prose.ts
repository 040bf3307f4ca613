import { Marked, type Tokens } from 'marked';

/** A stretch of Markdown under one heading, as HTML. */
export interface Prose {
  readonly title: string;
  readonly html: string;
}

/**
 * Markdown as HTML, one part for each heading of the second level; what stands before the first has the title given.
 * HTML inside the Markdown is shown and not used; tables scroll sideways where they are too wide.
 */
export function prose(markdown: string, title: string): Prose[] {
  const marked = new Marked({ renderer: { html: ({ text }) => escaped(text) } });
  const parts: { title: string; tokens: Tokens.Generic[] }[] = [{ title, tokens: [] }];
  for (const token of marked.lexer(markdown)) {
    if (isHeading(token) && token.depth === 2) parts.push({ title: token.text, tokens: [] });
    else parts[parts.length - 1].tokens.push(token);
  }
  return parts
    .map((part) => ({ title: part.title, html: scrolling(marked.parser(part.tokens)).trim() }))
    .filter(({ html }) => html !== '');
}

function isHeading(token: Tokens.Generic): token is Tokens.Heading {
  return token.type === 'heading';
}

function scrolling(html: string): string {
  return html
    .replaceAll('<table>', '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
