import { el } from '../../style/el.ts';
import type { NotebookCell } from '../format/notebook.ts';

/** What can be done with a cell; `code` and `prose` add one below it. */
export type CellAction = 'edit' | 'run' | 'up' | 'down' | 'delete' | 'code' | 'prose';

const names: Readonly<Record<CellAction, string>> = {
  edit: 'Edit',
  run: 'Run',
  up: 'Up',
  down: 'Down',
  delete: 'Delete',
  code: '+ Code',
  prose: '+ Text',
};

/** The buttons of a cell. */
export function cellTools({ kind, id }: NotebookCell, act: (action: CellAction) => void): HTMLElement {
  const offered = (Object.keys(names) as CellAction[]).filter(
    (action) => kind !== 'other' || !['edit', 'run'].includes(action),
  );
  const buttons = offered.map((action) => {
    const button = el('button', { type: 'button', class: 'quiet', 'data-action': action }, names[action]);
    button.addEventListener('click', () => act(action));
    return button;
  });
  return el('div', { class: 'cell-tools', role: 'group', 'aria-label': `Cell ${id}` }, ...buttons);
}
