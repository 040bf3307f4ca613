import '../notebook.css';
import type { Page } from '../../page.ts';
import { el } from '../../style/el.ts';
import { parseNotebook } from '../format/parseNotebook.ts';
import { bundledNotebooks } from './bundled.ts';
import { openAsNotebook } from './drafts.ts';

const emptyNotebook = `<!doctype html>
<notebook>
  <title>Untitled</title>
  <script id="1" type="text/markdown">
    # Untitled
  </script>
  <script id="2" type="module">
    import { phasePortrait } from '@hgn/viz';
    const t = Array.from({ length: 100 }, (_, i) => i / 10);
    display(phasePortrait([{ q: t.map(Math.cos), p: t.map((s) => -Math.sin(s)) }]));
  </script>
</notebook>
`;

/** All notebooks of the app, and a way to open others. */
export const notebooksPage: Page = (host, context) => {
  const file = el('input', { type: 'file', accept: '.html,text/html', id: 'open-notebook' });
  const fresh = el('button', { type: 'button' }, 'New notebook');
  const said = el('p', { class: 'notebook-note', role: 'alert', hidden: true });
  fresh.addEventListener('click', () =>
    context.go(openAsNotebook({ text: emptyNotebook, name: 'notebook.html', isOwn: true })),
  );
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen === undefined) return;
    openFile(chosen).then(context.go, (error: unknown) => {
      said.textContent = `${chosen.name} cannot be opened: ${(error as Error).message}`;
      said.hidden = false;
    });
  });
  const entries = bundledNotebooks.map(({ id, title, summary }) =>
    el('li', {}, el('a', { href: `#/notebook/${id}` }, el('strong', {}, title), el('span', {}, summary))),
  );
  host.append(
    el('h1', {}, 'Notebooks'),
    el('p', {}, 'Prose with live figures. Change anything: what depends on it follows.'),
    el('ol', { class: 'notebook-list' }, ...entries),
    said,
    el(
      'div',
      { class: 'controls' },
      fresh,
      el('label', { for: 'open-notebook' }, 'Open a notebook file:'),
      file,
    ),
  );
  return Promise.resolve();
};

/**
 * Opens a notebook file for reading; its cells do not run before the reader agrees.
 *
 * @returns the address of its page
 * @throws NotebookSyntaxError for a file that is none
 */
export async function openFile(file: File): Promise<string> {
  const text = await file.text();
  parseNotebook(text);
  return openAsNotebook({ text, name: file.name, isOwn: false });
}
