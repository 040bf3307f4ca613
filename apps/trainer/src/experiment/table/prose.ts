import { escapeText } from '@hgn/viz';
import { Marked, Parser, TextRenderer, type Token } from 'marked';

/** A stretch of Markdown under one heading, as HTML. */
export interface Prose {
  /** The heading as plain text. */
  readonly title: string;
  readonly html: string;
}

/**
 * Markdown as HTML, one part for each heading of the first or second level; what stands before the first such heading
 * has the title given. HTML inside the Markdown is shown and not used, links
 * lead to pages alone, and pictures are their words; tables scroll sideways where they are too wide.
 */
export function prose(markdown: string, title: string): Prose[] {
  const marked = new Marked({
    renderer: {
      html: ({ text }) => escapeText(text),
      // A link to a page, or its words alone; a picture is its words, for it would be fetched from elsewhere.
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        return isPage(href) ? `<a href="${escapeText(href).replaceAll('"', '&quot;')}">${words}</a>` : words;
      },
      image: ({ text }) => escapeText(text),
    },
  });
  const parts: { title: string; tokens: Token[] }[] = [{ title, tokens: [] }];
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'heading' && token.depth <= 2)
      parts.push({ title: plainText(token.tokens ?? []), tokens: [] });
    else parts[parts.length - 1].tokens.push(token);
  }
  return parts
    .map((part) => ({ title: part.title, html: scrolling(marked.parser(part.tokens)).trim() }))
    .filter(({ html }) => html !== '');
}

/** Whether an address leads to a page or a letter, rather than to a program or to data. */
const isPage = (address: string): boolean =>
  /^(https?:|mailto:)/i.test(address) || !/^[^/?#]*:/.test(address.replace(/[\s\p{Cc}]/gu, ''));

function plainText(tokens: Token[]): string {
  return new Parser().parseInline(tokens, new TextRenderer());
}

function scrolling(html: string): string {
  return html
    .replaceAll('<table>', '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>');
}
