import { kindOf, type Notebook, type NotebookCell } from './notebook.ts';
import { dedent, unescapeScript } from './sourceText.ts';

/** A file that is no notebook, with the line where it stops to be one. */
export class NotebookSyntaxError extends Error {
  override readonly name = 'NotebookSyntaxError';
  /** Line of the file, from 1. */
  readonly line: number;
  constructor(message: string, line: number) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

const opening = /<notebook(\s[^>]*)?>/i;
const attribute = /\s*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/y;

/**
 * Reads a notebook file: `<notebook>` with a `<title>` and `<script>` cells, as Observable Notebook Kit writes it.
 * What is read is written again byte for byte by {@link serialiseNotebook} as long as it is not changed.
 *
 * @throws NotebookSyntaxError that names the line
 */
export function parseNotebook(text: string): Notebook {
  const lineAt = (index: number): number => text.slice(0, index).split('\n').length;
  const fail = (message: string, index: number): never => {
    throw new NotebookSyntaxError(message, lineAt(index));
  };
  const root = opening.exec(text);
  if (root === null) return fail('there is no <notebook>; is this a notebook file?', 0);

  let at = root.index + root[0].length;
  let title = '';
  let titleSeen = false;
  let start: string | undefined;
  let leadFrom = at;
  const cells: NotebookCell[] = [];
  const ids = new Set<string>();
  for (;;) {
    const space = /\s*/y;
    space.lastIndex = at;
    const gap = space.exec(text)?.[0] ?? '';
    const here = at + gap.length;
    if (text.startsWith('<!--', here)) {
      const end = text.indexOf('-->', here);
      if (end < 0) return fail('a comment <!-- has no -->', here);
      at = end + 3;
      continue;
    }
    const rest = text.slice(here, here + 12).toLowerCase();
    if (rest.startsWith('</notebook>')) {
      return {
        title,
        cells: withIds(cells, ids),
        written: { title, start: start ?? text.slice(0, leadFrom), end: text.slice(leadFrom) },
      };
    }
    if (/^<title[\s>]/.test(rest)) {
      if (titleSeen) return fail('there is a second <title>', here);
      const end = closing(text, 'title', here);
      if (end === undefined) return fail('<title> has no </title>', here);
      title = decodeText(text.slice(text.indexOf('>', here) + 1, end.from)).trim();
      titleSeen = true;
      at = end.to;
      if (start === undefined) leadFrom = at;
      continue;
    }
    if (/^<script[\s>]/.test(rest)) {
      const attributes = readAttributes(text, here + '<script'.length);
      if (attributes === undefined) return fail('the attributes of this <script> cannot be read', here);
      const end = closing(text, 'script', attributes.end);
      if (end === undefined) return fail('<script> has no </script>', here);
      const content = text.slice(attributes.end, end.from);
      const { id: givenId, type: givenType, ...others } = Object.fromEntries(attributes.found);
      const type = typeof givenType === 'string' ? givenType : 'module';
      const id = typeof givenId === 'string' ? givenId : '';
      if (ids.has(id)) return fail(`two cells have the id "${id}"`, here);
      if (id !== '') ids.add(id);
      const source = unescapeScript(dedent(content));
      const blank = /^(?:[^\S\n]*\n)*/.exec(content)?.[0].length ?? 0;
      start ??= text.slice(0, leadFrom);
      cells.push({
        id,
        kind: kindOf(type),
        type,
        source,
        attributes: new Map(Object.entries(others)),
        line: lineAt(attributes.end + blank),
        written: { lead: text.slice(leadFrom, here), text: text.slice(here, end.to), source, type, id },
      });
      at = end.to;
      leadFrom = at;
      continue;
    }
    if (here >= text.length) return fail('<notebook> has no </notebook>', root.index);
    const shown = text.slice(here, here + 24).split('\n')[0];
    return fail(
      `between cells there may be <script>, <title> and comments only, but there is "${shown}"`,
      here,
    );
  }
}

function closing(
  text: string,
  tag: string,
  from: number,
): { readonly from: number; readonly to: number } | undefined {
  const pattern = new RegExp(`</${tag}\\s*>`, 'gi');
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null ? undefined : { from: found.index, to: found.index + found[0].length };
}

function readAttributes(
  text: string,
  from: number,
): { readonly found: Map<string, string | true>; readonly end: number } | undefined {
  const found = new Map<string, string | true>();
  let at = from;
  for (;;) {
    const close = /\s*>/y;
    close.lastIndex = at;
    const end = close.exec(text);
    if (end !== null) return { found, end: at + end[0].length };
    attribute.lastIndex = at;
    const match = attribute.exec(text);
    if (match === null || match[0] === '') return undefined;
    const value = match[2] ?? match[3] ?? match[4];
    found.set((match[1] ?? '').toLowerCase(), value === undefined ? true : decodeText(value));
    at += match[0].length;
  }
}

/** Cells that the file gives no id get a number, their place where it is free. */
function withIds(cells: readonly NotebookCell[], taken: Set<string>): readonly NotebookCell[] {
  return cells.map((cell, index) => {
    if (cell.id !== '') return cell;
    let number = index + 1;
    while (taken.has(String(number))) number++;
    const id = String(number);
    taken.add(id);
    return { ...cell, id, ...(cell.written && { written: { ...cell.written, id } }) };
  });
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Text of HTML without its entities. */
function decodeText(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole);
}
