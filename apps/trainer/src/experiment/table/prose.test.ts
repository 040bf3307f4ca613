import { describe, expect, it } from 'vitest';
import { prose } from './prose.ts';

describe('prose', () => {
  it('makes a part of each heading of the second level, and of what stands before the first', () => {
    const parts = prose(
      'Before.\n\n## First `part` & `more`\n\n### Smaller\n\nMore.\n\n## Second\n\nLast.',
      'Notes',
    );
    expect(parts).toEqual([
      { title: 'Notes', html: '<p>Before.</p>' },
      { title: 'First part & more', html: '<h3>Smaller</h3>\n<p>More.</p>' },
      { title: 'Second', html: '<p>Last.</p>' },
    ]);
    expect(prose('## Only\n\nWords.', 'Notes').map(({ title }) => title)).toEqual(['Only']);
  });

  it('writes lists, links, code and tables', () => {
    const [{ html }] = prose('- _a_ `b`\n- [c](d.md)\n\n| e | f |\n| - | -: |\n| 1 | 2 |', 'Notes');
    expect(html).toContain('<li><em>a</em> <code>b</code></li>');
    expect(html).toContain('<a href="d.md">c</a>');
    expect(html).toMatch(
      /<div class="scroll"[^>]*><table>[^]*<td align="right">2<\/td>[^]*<\/table><\/div>$/,
    );
  });

  it('shows HTML and does not use it', () => {
    const [{ html }] = prose('a <b onclick="x">bold</b> word\n\n<script>alert(1)</script>', 'Notes');
    expect(html).not.toMatch(/<(b|script)\b/);
    expect(html).toContain('&lt;script&gt;');
  });

  it.each([
    '[a](javascript:alert(1))',
    '[a](JavaScript:alert(1))',
    '[a](data:text/html,b)',
    '[a](vbscript:b)',
    '![a](https://elsewhere.example/b.png)',
    '![a](data:image/svg+xml,b)',
    '[![a](x.png)](java\tscript:b)',
  ])('makes no program and fetches nothing of %s', (markdown) => {
    const [{ html }] = prose(markdown, 'Notes');
    expect(html).not.toMatch(/<img|<a [^>]*href="(?!https?:)/i);
    expect(html).toContain('a');
  });
});
