import { el } from '../../style/el.ts';
import type { Notebook } from '../format/notebook.ts';
import { foreignProse } from '../prose/foreignProse.ts';
import { codeBlock } from './codeBlock.ts';

/** A notebook to read: prose, and code that does not run. */
export function showStopped(host: HTMLElement, { cells }: Notebook): void {
  for (const cell of cells) {
    if (cell.kind === 'code' || cell.kind === 'html')
      host.append(el('section', { class: 'cell' }, codeBlock(cell.source, true)));
    else if (cell.kind === 'other') {
      host.append(el('p', { class: 'muted' }, `A cell of type ${cell.type}, which does not run here.`));
    } else host.append(foreignProse(cell));
  }
}
