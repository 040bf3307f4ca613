import type { Notebook, NotebookCell } from './notebook.ts';
import { escapeScript, indent } from './sourceText.ts';

const escapeText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const escapeAttribute = (text: string): string => escapeText(text).replace(/"/g, '&quot;');

/**
 * Writes a notebook file. What {@link parseNotebook} read and nobody changed is written as it was, to the byte; cells
 * that are new or changed are indented by four spaces.
 */
export function serialiseNotebook({ title, cells, written }: Notebook): string {
  const kept = written?.title === title;
  const start = kept
    ? written.start
    : written === undefined
      ? `<!doctype html>\n<notebook>\n  <title>${escapeText(title)}</title>`
      : withTitle(written.start, title);
  return start + cells.map(cellText).join('') + (written?.end ?? '\n</notebook>\n');
}

function withTitle(start: string, title: string): string {
  const element = `<title>${escapeText(title)}</title>`;
  const at = /<title[^>]*>[\s\S]*?<\/title\s*>/i.exec(start);
  if (at === null) return `${start}\n  ${element}`;
  return start.slice(0, at.index) + element + start.slice(at.index + at[0].length);
}

function cellText(cell: NotebookCell): string {
  const { written } = cell;
  const lead = written?.lead ?? '\n  ';
  if (written?.source === cell.source && written.type === cell.type && written.id === cell.id) {
    return lead + written.text;
  }
  const attributes = [['id', cell.id], ['type', cell.type], ...cell.attributes] as [string, string | true][];
  const list = attributes.map(([name, value]) =>
    value === true ? name : `${name}="${escapeAttribute(value)}"`,
  );
  return `${lead}<script ${list.join(' ')}>\n${escapeScript(indent(cell.source))}\n  </script>`;
}
