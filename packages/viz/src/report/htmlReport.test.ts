import { describe, expect, it } from 'vitest';
import { parseXml } from '../../test/parse.ts';
import { lineChart } from '../figures/lineChart.ts';
import { htmlReport, type Report } from './htmlReport.ts';
import { tableHtml } from './table.ts';

const figure = lineChart([{ label: 'q', y: [0, 1, 0] }], { title: 'Position' });

const report: Report = {
  title: 'Runs & <reports>',
  subtitle: 'A "quoted" line',
  highlights: [{ value: '412×', label: 'below the baseline', note: 'forward' }],
  sections: [
    { title: 'Rollouts', text: ['One.', 'Two.'], figures: [figure, { figure, caption: 'a < b' }] },
    { title: 'Rollouts', table: { columns: ['name', 'value'], rows: [['a', 1.5]], caption: 'Numbers' } },
    { title: 'Übung' },
  ],
  footer: 'seed 7',
};

/** The page as XML: the void elements of its head closed, the doctype gone. */
function asXml(page: string): string {
  return page.replace('<!doctype html>\n', '').replace(/<(meta|link)([^>]*)>/g, '<$1$2/>');
}

describe('htmlReport', () => {
  it('is well-formed', () => expect(() => parseXml(asXml(htmlReport(report)))).not.toThrow());

  it('asks nothing of the network', () => {
    const page = htmlReport(report);
    expect(page).toContain("default-src 'none'");
    const addresses = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(addresses.filter((address) => !/^(#|data:)/.test(address))).toEqual([]);
    expect(page).not.toMatch(/<script|@import|@font-face/);
  });

  it('escapes every text', () => {
    const page = htmlReport(report);
    expect(page).toContain('<h1>Runs &amp; &lt;reports&gt;</h1>');
    expect(page).toContain('<figcaption>a &lt; b</figcaption>');
  });

  it('writes prepared HTML as it is, between the text and the tables', () => {
    const page = htmlReport({
      title: 'Words',
      sections: [
        {
          title: 'One',
          text: 'First.',
          html: '<ul><li>a <em>b</em></li></ul>',
          table: { columns: ['c'], rows: [] },
        },
      ],
    });
    expect(page).toMatch(
      /First\.<\/p>\s*<div class="prose"><ul><li>a <em>b<\/em><\/li><\/ul><\/div>\s*<div class="scroll"/,
    );
    expect(() => parseXml(asXml(page))).not.toThrow();
  });

  it('gives every id once and every link a target', () => {
    const page = htmlReport(report);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual(['rollouts', 'rollouts-2', 'ubung']);
    expect([...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1])).toEqual(ids);
  });

  it('carries the style of figures once', () => {
    expect(htmlReport(report).match(/:where\(\.hgn-figure\)\{--hgn-background:#ffffff/g)).toHaveLength(2);
    expect(htmlReport(report).match(/<style>/g)).toHaveLength(1);
  });

  it('names each figure for those who do not see it', () => {
    const page = htmlReport(report);
    expect(page.match(/role="img" aria-label="Position"/g)).toHaveLength(2);
    expect(page.match(/<desc>q: from 0 to 0, between 0 and 1\.<\/desc>/g)).toHaveLength(2);
    expect(page).toContain('<html lang="en">');
  });

  it('draws a figure again for phones where it is given as a function', () => {
    const widths: (number | undefined)[] = [];
    const page = htmlReport({
      title: 'Phones',
      sections: [
        {
          title: 'One',
          figures: [
            (size) => {
              widths.push(size.width);
              return lineChart([{ label: 'q', y: [0, 1] }], size);
            },
          ],
        },
      ],
    });
    expect(widths).toEqual([undefined, 310]);
    expect(page.match(/<div class="scroll (desk|phone)"/g)).toEqual([
      '<div class="scroll desk"',
      '<div class="scroll phone"',
    ]);
  });

  it('is the same each time', () => expect(htmlReport(report)).toBe(htmlReport(report)));
});

describe('tableHtml', () => {
  const cells = (html: string): readonly string[] =>
    [...html.matchAll(/<t[dh] ?(?:scope="row")?(?: class="number")?>([^<]*)</g)].map(
      (match) => match[1] ?? '',
    );

  it('aligns numbers at the decimal point', () => {
    const html = tableHtml({
      columns: ['a', 'b'],
      rows: [
        ['x', 1.25],
        ['y', 30],
        ['z', null],
      ],
    });
    expect(cells(html)).toEqual(['x', '1.25', 'y', '30\u2008\u2007\u2007', 'z', '–']);
  });

  it('writes the decimals that a column asks for', () => {
    const html = tableHtml({
      columns: ['a', { label: 'b', decimals: 1, unit: 's' }],
      rows: [
        ['x', -2],
        ['y', NaN],
      ],
    });
    expect(cells(html)).toEqual(['x', '−2.0', 'y', '–']);
    expect(html).toContain('b <small>s</small>');
  });

  it('heads columns and rows', () => {
    const html = tableHtml({ columns: ['a', 'b'], rows: [['x', 1]] });
    expect(html.match(/scope="col"/g)).toHaveLength(2);
    expect(html.match(/scope="row"/g)).toHaveLength(1);
  });

  it('refuses rows of another length', () => {
    expect(() => tableHtml({ columns: ['a'], rows: [['x', 1]] })).toThrow(/row 0 has 2 for 1/);
  });
});
