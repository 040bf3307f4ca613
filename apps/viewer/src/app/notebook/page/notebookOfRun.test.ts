import { describe, expect, test } from 'vitest';
import { compileCell } from '../compile/compileCell.ts';
import { parseNotebook } from '../format/parseNotebook.ts';
import { renderMarkdown } from '../prose/renderMarkdown.ts';
import { notebookOfRun } from './notebookOfRun.ts';

describe('the notebook of a run', () => {
  const strange = '</script><img src=x onerror=alert(1)> "quoted" ${x} `y`';

  test('has cells that compile, each name declared once', () => {
    const { cells } = parseNotebook(notebookOfRun({ id: 'a', name: 'spring', system: 'mass-spring' }));
    const compiled = cells.filter(({ kind }) => kind === 'code').map(({ source }) => compileCell(source));
    const outputs = compiled.flatMap((cell) => cell.outputs);
    expect(new Set(outputs).size).toBe(outputs.length);
    expect(outputs).toEqual(expect.arrayContaining(['model', 'seed', 'seen', 'settings', 'path']));
  });

  test('takes a strange name for a name, in text and in code', () => {
    const { title, cells } = parseNotebook(notebookOfRun({ id: strange, name: strange }));
    expect(title).toBe(strange);
    expect(cells).toHaveLength(9);
    expect(cells[2].source).toContain(JSON.stringify(strange));
    expect(compileCell(cells[2].source).inputs).toEqual(
      ['runs', 'presets', 'view', 'Inputs'].filter((name) => name !== 'view'),
    );
    expect(renderMarkdown(cells[0].source)).not.toContain('<img');
  });
});
