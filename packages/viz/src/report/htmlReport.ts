import type { SvgNode } from '../svg/node.ts';
import { escapeText, toSvgString } from '../svg/string.ts';
import { figureStyle, withoutStyle } from '../theme/style.ts';
import { pageStyle } from './pageStyle.ts';
import { tableHtml, type Table } from './table.ts';

/**
 * A figure of a report: drawn once, or a function that draws it at a width, which the report calls without one for
 * screens and paper and with a small one for phones: `(size) => lossCurves(data, { title: 'Training', ...size })`.
 */
export type DrawnFigure = SvgNode | ((size: { readonly width?: number }) => SvgNode);

/** A figure with words below it. */
export interface ReportFigure {
  readonly figure: DrawnFigure;
  /** Plain text under the figure; default none. */
  readonly caption?: string | undefined;
  /** Whether the figure takes the whole width of the page; default: if it is wider than 700 units. */
  readonly wide?: boolean | undefined;
}

/** One part of a report. */
export interface ReportSection {
  readonly title: string;
  /** Plain text; an array gives one paragraph an entry. Default none. */
  readonly text?: string | readonly string[] | undefined;
  /** HTML that is written as it is, under the text: headings from h3 on, lists, code, tables. Default none. */
  readonly html?: string | undefined;
  /** Figures, side by side where there is room; default none. */
  readonly figures?: readonly (DrawnFigure | ReportFigure)[] | undefined;
  /** One table or several; default none. */
  readonly table?: Table | readonly Table[] | undefined;
  /** Whether the figures stand above the tables; default false. */
  readonly figuresFirst?: boolean | undefined;
  /** A table that is folded away under a line to press; default none. */
  readonly folded?: { readonly summary: string; readonly table: Table } | undefined;
}

/** A number worth seeing first. */
export interface Highlight {
  /** The number as it is shown, with its unit: `'412×'`, `'1.9 %'`. */
  readonly value: string;
  /** What it is. */
  readonly label: string;
  /** Smaller words below; default none. */
  readonly note?: string | undefined;
}

/** What `htmlReport` writes. All texts but a section's `html` are plain text and escaped. */
export interface Report {
  readonly title: string;
  /** One or two sentences under the title; default none. */
  readonly subtitle?: string | undefined;
  /** Numbers shown large at the top; default none. */
  readonly highlights?: readonly Highlight[] | undefined;
  readonly sections: readonly ReportSection[];
  /** The last line of the page (versions, seed, command); default none. */
  readonly footer?: string | undefined;
  /** Language of the texts, a BCP 47 tag; default `'en'`. */
  readonly language?: string | undefined;
}

/**
 * Writes a report as one HTML page that needs nothing else: no request leaves it (its content security policy forbids
 * any), light and dark follow the reader's system, it fits phones and prints.
 * Figures are inline SVG with a name and a description for screen readers. The same report gives the same text.
 *
 * @throws RangeError if a row of a table has not one cell a column.
 * @example
 * ```ts
 * import { htmlReport, lineChart } from '@hgn/viz';
 * const page = htmlReport({
 *   title: 'Mass on a spring',
 *   sections: [{ title: 'Position', figures: [lineChart([{ label: 'q', y: [0, 1, 0] }])] }],
 * });
 * console.log(page.slice(0, 15)); // <!doctype html>
 * ```
 */
export function htmlReport(report: Report): string {
  const ids = sectionIds(report.sections);
  const title = escapeText(report.title);
  const subtitle =
    report.subtitle === undefined ? '' : `\n<p class="subtitle">${escapeText(report.subtitle)}</p>`;
  const links = report.sections.map(
    (section, index) => `<li><a href="#${ids[index] ?? ''}">${escapeText(section.title)}</a></li>`,
  );
  const contents =
    report.sections.length < 3 ? '' : `\n<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`;
  const footer = report.footer === undefined ? '' : `\n<footer>${escapeText(report.footer)}</footer>`;
  return `<!doctype html>
<html lang="${escapeText(report.language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
${pageStyle}
${figureStyle}
</style>
</head>
<body>
<div class="wrap">
<header>
<h1>${title}</h1>${subtitle}${highlights(report.highlights ?? [])}${contents}
</header>
<main>
${report.sections.map((section, index) => sectionHtml(section, ids[index] ?? '')).join('\n')}
</main>${footer}
</div>
</body>
</html>
`;
}

function highlights(list: readonly Highlight[]): string {
  if (list.length === 0) return '';
  const items = list.map(({ value, label, note }) => {
    const small = note === undefined ? '' : `<dd class="note">${escapeText(note)}</dd>`;
    return `<div><dt>${escapeText(label)}</dt><dd>${escapeText(value)}</dd>${small}</div>`;
  });
  return `\n<dl class="highlights">${items.join('')}</dl>`;
}

function sectionHtml(section: ReportSection, id: string): string {
  const paragraphs = typeof section.text === 'string' ? [section.text] : (section.text ?? []);
  const tables = section.table === undefined ? [] : 'rows' in section.table ? [section.table] : section.table;
  const figures = (section.figures ?? []).map((each) =>
    figureHtml('figure' in each ? each : { figure: each }),
  );
  const drawn = figures.length === 0 ? [] : ['<div class="figures">', ...figures, '</div>'];
  const written = tables.map(tableHtml);
  const folded =
    section.folded === undefined
      ? []
      : [
          `<details><summary>${escapeText(section.folded.summary)}</summary>`,
          tableHtml(section.folded.table),
          '</details>',
        ];
  return [
    `<section aria-labelledby="${id}">`,
    `<h2 id="${id}">${escapeText(section.title)}</h2>`,
    ...paragraphs.map((paragraph) => `<p>${escapeText(paragraph)}</p>`),
    ...(section.html === undefined ? [] : [`<div class="prose">${section.html}</div>`]),
    ...(section.figuresFirst === true ? [...drawn, ...written] : [...written, ...drawn]),
    ...folded,
    '</section>',
  ].join('\n');
}

/** The width at which figures are drawn for phones, in SVG units; together with the margins it fits 375 pixels. */
const phoneWidth = 310;

function figureHtml({ figure, caption, wide }: ReportFigure): string {
  const drawn = typeof figure === 'function' ? figure({}) : figure;
  const broad = wide ?? widthOf(drawn) > 700;
  const words = caption === undefined ? '' : `<figcaption>${escapeText(caption)}</figcaption>`;
  const views =
    typeof figure === 'function'
      ? view(drawn, 'desk', broad) + view(figure({ width: phoneWidth }), 'phone', broad)
      : view(drawn, '', broad);
  return `<figure${broad ? ' class="wide"' : ''}>${views}${words}</figure>`;
}

function widthOf(figure: SvgNode): number {
  return Number(figure.attributes.width ?? 520);
}

/** One drawing of a figure in a box that scrolls sideways where the drawing cannot shrink further. */
function view(figure: SvgNode, screen: '' | 'desk' | 'phone', broad: boolean): string {
  const width = widthOf(figure);
  const most = screen === 'phone' ? 1.3 : broad ? 1.25 : 1.06;
  const sized = `--least:${Math.min(width, screen === 'phone' ? 240 : broad ? 560 : 440)}px;--most:${Math.round(width * most)}px`;
  const name = escapeText(String(figure.attributes['aria-label'] ?? 'Figure'));
  return (
    `<div class="scroll${screen === '' ? '' : ` ${screen}`}" style="${sized}" tabindex="0" role="group" ` +
    `aria-label="${name}">${toSvgString(withoutStyle(figure))}</div>`
  );
}

/** An id for each section from its title, made different from the ones before it. */
function sectionIds(sections: readonly ReportSection[]): readonly string[] {
  const taken = new Set<string>();
  return sections.map(({ title }) => {
    const base =
      title
        .toLowerCase()
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'section';
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
    taken.add(id);
    return id;
  });
}
