import { compileCell } from '../src/app/notebook/compile/compileCell.ts';
import { parseNotebook } from '../src/app/notebook/format/parseNotebook.ts';
import { renderFormula, renderMarkdown } from '../src/app/notebook/prose/renderMarkdown.ts';

/**
 * The module of a notebook that comes with the app: prose as HTML, formulas as MathML, cells as functions. Nothing of
 * it has to be parsed or compiled in the page.
 *
 * @throws NotebookSyntaxError or CellSyntaxError, which name the line
 */
export function compileNotebook(text: string, name: string): string {
  const { title, cells } = parseNotebook(text);
  const parts = cells.map(({ id, kind, source, attributes, line }) => {
    const common = `id: ${JSON.stringify(id)}`;
    if (kind === 'markdown')
      return `{ ${common}, kind: 'prose', html: ${JSON.stringify(renderMarkdown(source))} }`;
    if (kind === 'formula') {
      return `{ ${common}, kind: 'prose', html: ${JSON.stringify(renderFormula(source, true))} }`;
    }
    if (kind !== 'code') throw new Error(`${name}: cell ${id} is of a kind that does not run here`);
    try {
      const { code, ...cell } = compileCell(source);
      const body = code.replace(/^export default /, '');
      const { kind: how, inputs, outputs } = cell;
      return `{ ${common}, kind: 'code', source: ${JSON.stringify(source)}, isOpen: ${attributes.has('pinned')},
  cell: { id: ${JSON.stringify(id)}, kind: ${JSON.stringify(how)}, inputs: ${JSON.stringify(inputs)}, outputs: ${JSON.stringify(outputs)}, body: ${body} } }`;
    } catch (error) {
      throw new Error(`${name}: cell ${id}, which begins on line ${line}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  });
  return `export const title = ${JSON.stringify(title)};
export const text = ${JSON.stringify(text)};
export const parts = [\n${parts.join(',\n')}\n];
`;
}
