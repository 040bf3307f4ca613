import temml from 'temml';

/** The part of markdown-it that is used here: its inline and block parsers and its renderer. */
interface Markdown {
  readonly inline: { readonly ruler: { after(name: string, rule: string, parse: InlineRule): void } };
  readonly block: {
    readonly ruler: { after(name: string, rule: string, parse: BlockRule, options: { alt: string[] }): void };
  };
}

interface Token {
  content: string;
  map: [number, number] | null;
}

type InlineRule = (
  state: { src: string; pos: number; push(type: string, tag: string, nesting: number): Token },
  silent: boolean,
) => boolean;

type BlockRule = (
  state: {
    src: string;
    bMarks: number[];
    tShift: number[];
    eMarks: number[];
    line: number;
    push(type: string, tag: string, nesting: number): Token;
  },
  start: number,
  end: number,
  silent: boolean,
) => boolean;

/** Formulas between `$` and between `$$` as MathML, which browsers draw themselves: no script, no font to load. */
export function formulas(markdown: Markdown): void {
  markdown.inline.ruler.after('escape', 'formula', (state, silent) => {
    const match = /^\$(?![\s$])((?:[^$\\]|\\.)+?)(?<!\s)\$(?!\d)/.exec(state.src.slice(state.pos));
    if (match === null) return false;
    if (!silent) state.push('html_inline', '', 0).content = render(match[1] ?? '', false);
    state.pos += match[0].length;
    return true;
  });
  markdown.block.ruler.after(
    'fence',
    'formula',
    (state, start, end, silent) => {
      const line = (index: number): string =>
        state.src.slice((state.bMarks[index] ?? 0) + (state.tShift[index] ?? 0), state.eMarks[index]);
      if (line(start).trim() !== '$$') return false;
      let last = start + 1;
      while (last < end && line(last).trim() !== '$$') last++;
      if (last === end) return false;
      if (silent) return true;
      const source = Array.from({ length: last - start - 1 }, (_, index) => line(start + 1 + index)).join(
        '\n',
      );
      const token = state.push('html_block', '', 0);
      token.content = render(source, true);
      token.map = [start, last + 1];
      state.line = last + 1;
      return true;
    },
    { alt: ['paragraph'] },
  );
}

/** MathML whose braces Vue leaves alone. */
function render(source: string, displayMode: boolean): string {
  const math = temml.renderToString(source, { displayMode, throwOnError: true, annotate: false });
  return math.replace('<math', '<math v-pre').replaceAll('\n', ' ');
}
