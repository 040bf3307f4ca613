import { describe, expect, test } from 'vitest';
import { renderFormula, renderMarkdown } from './renderMarkdown.ts';

describe('prose', () => {
  test('is Markdown with formulas as MathML', () => {
    const html = renderMarkdown(
      '# Springs\n\nThe energy $H = p^2$ is *kept*.\n\n$$\n\\dot q = \\frac{\\partial H}{\\partial p}\n$$\n',
    );
    expect(html).toContain('<h1>Springs</h1>');
    expect(html).toContain('<em>kept</em>');
    expect(html.match(/<math/g)).toHaveLength(2);
    expect(html).toContain('<mfrac>');
  });

  test('leaves money and code alone', () => {
    const html = renderMarkdown('It costs $5, or $ 6 $, and `$x$` is code.');
    expect(html).not.toContain('<math');
  });

  test('has no style attributes, which the pages may not have', () => {
    const html = renderFormula('\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}', true);
    expect(html).toContain('data-style="');
    expect(html).not.toContain(' style="');
  });

  test('shows a formula that cannot be read as it was written', () => {
    expect(renderFormula('\\frac{1}{', false)).toContain('\\frac{1}{');
  });
});
