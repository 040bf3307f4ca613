import type { Experiment } from '../load.ts';
import type { KnownTrial } from '../state.ts';
import type { ResultsTable } from './aggregate.ts';
import { facts, troubles } from './facts.ts';
import { foldedTable } from './leading.ts';

/**
 * The tables as a Markdown page, in the form that Prettier gives it.
 *
 * @param pictures paths of the leading figures, by system
 */
export function markdownPage(
  experiment: Experiment,
  table: ResultsTable,
  trials: readonly KnownTrial[],
  pictures: Readonly<Record<string, string>> = {},
): string {
  const { title, name, description, notes, references = [], shown } = experiment;
  const failed = troubles(trials);
  const parts = [
    `# ${words(title ?? name)}`,
    ...(description === undefined ? [] : [description.trim()]),
    facts(trials).join(' '),
    ...table.systems.flatMap(({ system, rows }) => {
      const { header, rows: cells, all } = foldedTable(table, rows);
      const picture = pictures[system];
      return [
        `## ${words(system)}`,
        ...(picture === undefined ? [] : [`![${words(system)}: every seed of every model](${picture})`]),
        markdownTable(header, cells),
        ...(all === undefined
          ? []
          : [
              `<details><summary>All ${table.columns.length} columns</summary>`,
              markdownTable(all.header, all.rows),
              '</details>',
            ]),
      ];
    }),
    ...(failed.length === 0 ? [] : ['## Trials without results', list(failed)]),
    ...(references.length === 0
      ? []
      : ['## Sources', list(references.map(({ label, source }) => `${label}: ${source}`))]),
    ...(notes === undefined ? [] : [notes.trim()]),
    `Made by \`hgn experiment ${baseName(shown)}\`.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A name or a message as words in Markdown: in one line, and with nothing that makes an element, a link or a picture. */
const words = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('<', '&lt;')
    .replace(/[[\]`]/g, '\\$&');

const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');
const list = (items: readonly string[]): string => items.map((item) => `- ${words(item)}`).join('\n');

/** A Markdown table with aligned columns; all but the first are numbers and stand right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [header, ...rows].map((cells) => cells.map((cell) => words(cell).replaceAll('|', '\\|')));
  const widths = header.map((_, i) => Math.max(3, ...escaped.map((cells) => cells[i].length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = escaped;
  return [line(head), rule, ...body.map(line)].join('\n');
}
