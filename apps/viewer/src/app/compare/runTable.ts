import type { MetricsSummary } from '../../sharing/metrics/runMetrics.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import { el } from '../style/el.ts';

/** A run of the table with what is known of it by now. */
export interface TableRun {
  readonly summary: RunSummary;
  /** Of the palette, by its name, which the mode of the page makes a colour of; or any colour of CSS. */
  readonly colour: string;
  metrics?: MetricsSummary;
}

/** A table of runs that can be sorted by each column, in which runs are chosen. */
export interface RunTable {
  readonly element: HTMLElement;
  /** Draws what is known now. */
  draw(): void;
}

/** What the table asks of the page. */
export interface RunTableEvents {
  readonly toggle: (id: string, chosen: boolean) => void;
  readonly point: (id: string | undefined) => void;
  readonly sort: (sort: string) => void;
}

interface ColumnOf {
  readonly name: string;
  readonly of: (run: TableRun) => string | number | undefined;
}

const columns: readonly ColumnOf[] = [
  { name: 'Run', of: ({ summary }) => summary.name },
  { name: 'System', of: ({ summary }) => summary.system },
  { name: 'Preset', of: ({ summary }) => summary.preset },
  { name: 'Status', of: ({ summary }) => summary.status },
  { name: 'Step', of: ({ metrics, summary }) => metrics?.lastStep ?? summary.step },
  { name: 'Loss', of: ({ metrics }) => metrics?.last.loss },
  { name: 'Error', of: ({ metrics }) => metrics?.last.mse },
  { name: 'Below baseline', of: ({ summary }) => summary.timesBelowBaseline },
];

/** Runs in the order of a column: `-Loss` is falling. What has no value stands last either way. */
export function sortRuns(runs: readonly TableRun[], sort: string): TableRun[] {
  const falling = sort.startsWith('-');
  const column = columns.find(({ name }) => name === sort.replace(/^-/, '')) ?? columns[0];
  if (column === undefined) return [...runs];
  const isMissing = (value: string | number | undefined) => value === undefined || Number.isNaN(value);
  return [...runs].sort((a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    if (isMissing(x) || isMissing(y)) return Number(isMissing(x)) - Number(isMissing(y));
    const order =
      typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), 'en', { numeric: true });
    return falling ? -order : order;
  });
}

/** Makes the table. `chosen` and `sort` are asked with every drawing. */
export function runTable(
  runs: readonly TableRun[],
  chosen: () => readonly string[],
  sort: () => string,
  { toggle, point, sort: sorted }: RunTableEvents,
): RunTable {
  const head = el('tr', {});
  const body = el('tbody', {});
  const draw = () => {
    const now = sort();
    head.replaceChildren(
      el('th', { scope: 'col' }, 'Shown'),
      ...columns.map(({ name }) => {
        const direction = now === name ? 'ascending' : now === `-${name}` ? 'descending' : 'none';
        const mark = { ascending: ' ▲', descending: ' ▼', none: '' }[direction];
        const button = el('button', { type: 'button', class: 'quiet' }, name + mark);
        button.addEventListener('click', () => {
          sorted(now === name ? `-${name}` : name);
          draw();
        });
        return el('th', { scope: 'col', 'aria-sort': direction }, button);
      }),
    );
    const marked = new Set(chosen());
    body.replaceChildren(
      ...sortRuns(runs, now).map((run) => {
        const { id, name } = run.summary;
        const box = el('input', { type: 'checkbox', 'aria-label': `Show ${name}` });
        box.checked = marked.has(id);
        box.addEventListener('change', () => toggle(id, box.checked));
        const swatch = el('span', { class: 'compare-swatch', 'aria-hidden': 'true' });
        swatch.style.background = run.colour.startsWith('hsl') ? run.colour : `var(--hgn-${run.colour})`;
        const row = el(
          'tr',
          { 'data-run': id },
          el('td', {}, box, swatch),
          ...columns.map((column, i) => {
            const value = column.of(run);
            if (i === 0)
              return el('th', { scope: 'row' }, el('a', { href: `#/run/${encodeURIComponent(id)}` }, name));
            return typeof value === 'number'
              ? el('td', { class: 'number' }, written(value))
              : el('td', {}, value ?? '');
          }),
        );
        row.addEventListener('pointerenter', () => point(id));
        row.addEventListener('pointerleave', () => point(undefined));
        return row;
      }),
    );
  };
  return {
    element: el(
      'div',
      { class: 'compare-table', tabindex: 0, role: 'region', 'aria-label': 'Runs' },
      el('table', {}, el('thead', {}, head), body),
    ),
    draw,
  };
}

const written = (value: number): string =>
  !Number.isFinite(value) ? '' : Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3);
