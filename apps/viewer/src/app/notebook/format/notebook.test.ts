import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeId, newCell, type Notebook } from './notebook.ts';
import { NotebookSyntaxError, parseNotebook } from './parseNotebook.ts';
import { serialiseNotebook } from './serialiseNotebook.ts';

const text = `<!doctype html>
<notebook theme="air">
  <title>Springs &amp; swings</title>
  <!-- how it began -->
  <script id="1" type="text/markdown">
    # Springs

    - a list
      - inside
  </script>
  <script id="4" type="module" pinned>
    const k = 2;
    const page = \`<\\/script>\`;
  </script>
  <script type='application/sql' database="duck" hidden>select 1</script>
</notebook>
`;

describe('a notebook file', () => {
  test('is read into a title and cells without the indentation of the file', () => {
    const { title, cells } = parseNotebook(text);
    expect(title).toBe('Springs & swings');
    expect(cells.map(({ id, kind }) => [id, kind])).toEqual([
      ['1', 'markdown'],
      ['4', 'code'],
      ['3', 'other'],
    ]);
    expect(cells[0].source).toBe('# Springs\n\n- a list\n  - inside');
    expect(cells[1].source).toBe('const k = 2;\nconst page = `</script>`;');
    expect(cells[1].attributes.get('pinned')).toBe(true);
    expect(cells[1].line).toBe(12);
    expect(cells[2].attributes.get('database')).toBe('duck');
  });

  test('that nobody changed is written byte for byte', () => {
    for (const file of [
      text,
      text.replaceAll('\n', '\r\n'),
      '<notebook></notebook>',
      '<notebook>\n\n</notebook>',
      `\uFEFF${text.replace('  <title>Springs &amp; swings</title>\n', '')}<!-- after -->`,
      text.replace('</notebook>', '  <!-- the end -->\n</notebook>'),
    ]) {
      expect(serialiseNotebook(parseNotebook(file))).toBe(file);
    }
  });

  test('keeps every cell but the one that was changed, moved ones too', () => {
    const notebook = parseNotebook(text);
    const changed = notebook.cells.map((cell) =>
      cell.id === '4' ? { ...cell, source: 'const k = 3;' } : cell,
    );
    const written = serialiseNotebook({ ...notebook, cells: changed.toReversed() });
    expect(written).toContain('<script id="4" type="module" pinned>\n    const k = 3;\n  </script>');
    expect(written).toContain(`<script type='application/sql' database="duck" hidden>select 1</script>`);
    expect(parseNotebook(written).cells.map(({ source }) => source)).toEqual(
      changed.toReversed().map(({ source }) => source),
    );
  });

  test('takes a new title in the place of the old one', () => {
    const written = serialiseNotebook({ ...parseNotebook(text), title: 'a < b' });
    expect(written).toContain('<title>a &lt; b</title>\n  <!-- how it began -->');
    expect(parseNotebook(written).title).toBe('a < b');
  });

  test('comes back from what was written, whatever the cells hold', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', ' ', '<', '/script>', '\\', '"', '`', '$', '&', '>'),
    });
    const source = fc
      .array(line, { maxLength: 5 })
      .map((lines) => lines.map((l) => l.trimEnd()).join('\n'))
      .map((all) => `x\n${all}`.trimEnd());
    fc.assert(
      fc.property(fc.array(source, { maxLength: 4 }), (sources) => {
        const cells: Notebook['cells'] = sources.reduce<Notebook['cells']>(
          (before, each, i) => [...before, newCell(i % 2 === 0 ? 'code' : 'markdown', each, freeId(before))],
          [],
        );
        const back = parseNotebook(serialiseNotebook({ title: 'T', cells }));
        expect(back.cells.map((cell) => [cell.id, cell.kind, cell.source])).toEqual(
          cells.map((cell) => [cell.id, cell.kind, cell.source]),
        );
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('what is no notebook', () => {
  test.each([
    ['<html></html>', 1, 'there is no <notebook>'],
    ['<notebook>\n<script type="module">\n1', 2, '<script> has no </script>'],
    ['<notebook>\n\n<script>1</script>', 1, '<notebook> has no </notebook>'],
    ['<notebook>\n<title>A</title>\n<p>Hello</p></notebook>', 3, '"<p>Hello</p></notebook>"'],
    [
      '<notebook><script id="1"></script>\n<script id="1"></script></notebook>',
      2,
      'two cells have the id "1"',
    ],
    ['<notebook>\n<script id="1>\n</script></notebook>', 2, 'attributes'],
    ['<notebook><title>A</title>\n<title>B</title></notebook>', 2, 'second <title>'],
    ['<notebook>\n<!-- </notebook>', 2, 'comment'],
  ])('is refused with the line: %j', (bad, line, message) => {
    const error = (() => {
      try {
        parseNotebook(bad);
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(NotebookSyntaxError);
    expect((error as NotebookSyntaxError).line).toBe(line);
    expect((error as NotebookSyntaxError).message).toContain(message);
  });
});
