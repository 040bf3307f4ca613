import { el } from '../../style/el.ts';
import { blobModule } from '../compile/blobModule.ts';
import { compileCell } from '../compile/compileCell.ts';
import { freeId, newCell, type Notebook, type NotebookCell } from '../format/notebook.ts';
import { serialiseNotebook } from '../format/serialiseNotebook.ts';
import { foreignProse } from '../prose/foreignProse.ts';
import { cellRuntime, type CellEnvironment } from '../runtime/cellRuntime.ts';
import { cellView, type CellView } from '../runtime/cellView.ts';
import { cellTools, type CellAction } from './cellTools.ts';
import type { CodeEditor, CodeEditorOptions } from './codeEditor.ts';

/** A notebook that can be changed. */
export interface NotebookEditor {
  edit(isEditing: boolean): void;
}

interface Shown {
  readonly element: HTMLElement;
  readonly view: CellView | undefined;
  editor: CodeEditor | undefined;
  source: string;
}

/**
 * Shows and runs a notebook whose cells are compiled here and now; lets them be changed, moved, added and taken away.
 *
 * @param onChange told the file and its title after every change
 * @param loadEditor gives the field to write in, when one is first wanted
 */
export function notebookEditor(
  host: HTMLElement,
  first: Notebook,
  environment: CellEnvironment,
  onChange: (text: string, title: string) => void,
  loadEditor: () => Promise<(host: HTMLElement, options: CodeEditorOptions) => CodeEditor>,
): NotebookEditor {
  const runtime = cellRuntime(environment);
  const shown = new Map<string, Shown>();
  const past: Notebook[] = [];
  let notebook = first;
  let isEditing = false;
  const undo = el('button', { type: 'button', class: 'quiet', disabled: true }, 'Undo');
  const hint = el('span', { class: 'muted' }, 'Shift + Enter runs a cell, Escape leaves it.');
  const top = el('div', { class: 'editor-bar', hidden: true }, undo, hint);
  const list = el('div', { class: 'editor-cells' });
  host.append(top, list);

  const change = (next: Notebook): void => {
    past.push(notebook);
    apply(next);
  };
  const apply = (next: Notebook): void => {
    notebook = { ...next, title: headingOf(next.cells) ?? next.title };
    undo.disabled = past.length === 0;
    draw();
    onChange(serialiseNotebook(notebook), notebook.title);
  };
  undo.addEventListener('click', () => {
    const before = past.pop();
    if (before !== undefined) apply(before);
  });

  const run = async (cell: NotebookCell, view: CellView): Promise<void> => {
    try {
      const { code, ...compiled } = compileCell(cell.source);
      const body = await blobModule(code);
      if (shown.get(cell.id)?.source === cell.source)
        runtime.define({ id: cell.id, ...compiled, body }, view);
    } catch (error) {
      runtime.fail(cell.id, error, view);
    }
  };
  const commit = (id: string, source: string): void => {
    const cell = notebook.cells.find((each) => each.id === id);
    const seen = shown.get(id);
    if (cell === undefined || seen === undefined) return;
    if (cell.source === source) {
      // Shift + Enter on unchanged code runs it again.
      if (seen.view !== undefined) void run(cell, seen.view);
      return;
    }
    change({
      ...notebook,
      cells: notebook.cells.map((each) => (each.id === id ? { ...each, source } : each)),
    });
  };
  const act = (id: string, action: CellAction): void => {
    const at = notebook.cells.findIndex((each) => each.id === id);
    const cells = [...notebook.cells];
    const [cell] = cells.splice(at, 1);
    if (cell === undefined) return;
    if (action === 'edit') {
      void openEditor(cell);
      return;
    }
    if (action === 'run') {
      commit(id, shown.get(id)?.editor?.text() ?? cell.source);
      return;
    }
    if (action === 'up' || action === 'down')
      cells.splice(Math.max(0, at + (action === 'up' ? -1 : 1)), 0, cell);
    if (action === 'code' || action === 'prose') {
      const added = newCell(action === 'code' ? 'code' : 'markdown', '', freeId(notebook.cells));
      cells.splice(at, 0, cell, added);
      change({ ...notebook, cells });
      void openEditor(added);
      return;
    }
    change({ ...notebook, cells });
    const next = notebook.cells[Math.min(at, notebook.cells.length - 1)];
    shown
      .get(action === 'delete' ? (next?.id ?? '') : id)
      ?.element.querySelector<HTMLElement>('button')
      ?.focus();
  };
  const openEditor = async (cell: NotebookCell): Promise<void> => {
    const seen = shown.get(cell.id);
    const place = seen?.element.querySelector<HTMLElement>('.cell-source');
    if (seen === undefined || place === undefined || place === null) return;
    try {
      const codeEditor = await loadEditor();
      if (shown.get(cell.id) !== seen) return;
      seen.editor ??= codeEditor(place, editorOptions(cell, seen));
      seen.editor.focus();
    } catch (error) {
      place.append(
        el('p', { class: 'cell-error', role: 'status' }, `The editor cannot be loaded: ${String(error)}`),
      );
    }
  };
  const editorOptions = (cell: NotebookCell, seen: Shown): CodeEditorOptions => ({
    source: seen.source,
    isCode: cell.kind === 'code',
    label: cell.kind === 'code' ? 'Code of this cell' : 'Text of this cell',
    onRun: (source) => commit(cell.id, source),
    onLeave: () => seen.element.querySelector<HTMLElement>('.cell-tools button')?.focus(),
  });

  function draw(): void {
    const kept = new Set(notebook.cells.map(({ id }) => id));
    for (const [id, { element, editor }] of shown) {
      if (kept.has(id)) continue;
      editor?.dispose();
      element.remove();
      runtime.remove(id);
      shown.delete(id);
    }
    notebook.cells.forEach((cell, index) => {
      const seen = shown.get(cell.id);
      const element = seen?.source === cell.source ? seen.element : refresh(cell, seen);
      if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    });
  }
  function refresh(cell: NotebookCell, before: Shown | undefined): HTMLElement {
    const seen = before ?? make(cell);
    seen.source = cell.source;
    seen.editor?.replace(cell.source);
    const source = seen.element.querySelector('.cell-source > pre > code');
    if (source !== null) source.textContent = cell.source;
    if (seen.view !== undefined) void run(cell, seen.view);
    else if (cell.kind !== 'other') {
      seen.element
        .querySelector('.prose')
        ?.replaceWith(
          cell.source.trim() === '' ? el('div', { class: 'prose muted' }, 'Empty text') : foreignProse(cell),
        );
    }
    return seen.element;
  }
  function make(cell: NotebookCell): Shown {
    const view = cell.kind === 'code' ? cellView() : undefined;
    const place = el(
      'div',
      { class: 'cell-source' },
      el('pre', { tabindex: 0 }, el('code', {}, cell.source)),
    );
    const tools = cellTools(cell, (action) => act(cell.id, action));
    const result =
      view?.element ??
      (cell.kind === 'other'
        ? el('p', { class: 'muted' }, `A cell of type ${cell.type}, which does not run here; it is kept.`)
        : el('div', { class: 'prose' }));
    const element = el(
      'section',
      { class: 'cell', 'data-cell': cell.id, 'data-kind': cell.kind },
      tools,
      result,
      place,
    );
    const seen: Shown = { element, view, editor: undefined, source: cell.source };
    shown.set(cell.id, seen);
    return seen;
  }

  draw();
  return {
    edit(next) {
      isEditing = next;
      top.hidden = !isEditing;
      host.classList.toggle('editing', isEditing);
    },
  };
}

/** The first heading of the prose is the title. */
function headingOf(cells: readonly NotebookCell[]): string | undefined {
  for (const { kind, source } of cells) {
    const heading = kind === 'markdown' ? /^#\s+(.+)$/m.exec(source)?.[1] : undefined;
    if (heading !== undefined) return heading.trim();
  }
  return undefined;
}
