import '../notebook.css';
import type { Page } from '../../page.ts';
import { el } from '../../style/el.ts';
import { showProblem } from '../../style/showProblem.ts';
import { pageCapabilities } from '../capabilities/pageCapabilities.ts';
import { parseNotebook } from '../format/parseNotebook.ts';
import type { CellRuntime } from '../runtime/cellRuntime.ts';
import { notebookEnvironment } from '../runtime/environment.ts';
import { adoptFigureStyle } from '../runtime/figureStyle.ts';
import { bundledNotebooks } from './bundled.ts';
import { dropDraft, keepDraft, readDraft, type Draft } from './drafts.ts';
import { notebookBar } from './notebookBar.ts';
import { notebookFrame, type NotebookFrame } from './notebookFrame.ts';
import { saveText } from './saveText.ts';
import { showBundled } from './showBundled.ts';

/** Modules that cells of the app's own notebooks may import. */
const cellModules = {
  '@hgn/integrators': () => import('@hgn/integrators'),
  '@hgn/datasets': () => import('@hgn/datasets'),
  '@hgn/viz': () => import('@hgn/viz'),
};

/**
 * One notebook. Those of the app run in this page as they are; as soon as one is edited it runs in a frame without an
 * origin, as notebooks do that were opened from a file, after the reader agreed.
 */
export const notebookPage: Page = async (host, context) => {
  const { signal } = context;
  const id = context.parameters.id ?? '';
  const entry = bundledNotebooks.find((each) => each.id === id);
  const draft = readDraft(id);
  const bundled = draft === undefined ? await entry?.load() : undefined;
  if (draft === undefined && bundled === undefined) {
    const why = 'It was opened in another window, or its name is wrong.';
    showProblem(host, 'There is no such notebook', why, '#/notebook');
    return;
  }
  adoptFigureStyle(document);
  const capabilities = pageCapabilities(context);
  let current: Draft = draft ?? { text: bundled?.text ?? '', name: `${id}.html`, isOwn: true };
  let frame: NotebookFrame | undefined;
  let runtime: CellRuntime | undefined;
  let isEditing = false;
  signal.addEventListener('abort', () => runtime?.dispose());

  const body = el('div', { class: 'notebook' });
  const bar = notebookBar({
    edit: () => guarded(setEditing(!isEditing)),
    showCode: (isShown) => void body.classList.toggle('hides-code', !isShown),
    save: () => saveText(current.text, current.name),
    discard() {
      dropDraft(id);
      location.reload();
    },
  });
  host.classList.add('notebook-page');
  host.append(bar.element, bar.note, body);
  const mayDiscard = entry !== undefined;
  bar.show({ isEditing, mayDiscard: mayDiscard && draft !== undefined });

  async function intoFrame(): Promise<void> {
    runtime?.dispose();
    bar.offerCode(false);
    body.replaceChildren();
    frame = notebookFrame(body, {
      text: current.text,
      title: current.name,
      isEditing,
      capabilities,
      signal,
      onChange(text, title) {
        current = { ...current, text };
        keepDraft(id, current);
        bar.show({ isEditing, mayDiscard });
        document.title = `${title} · HGN`;
      },
    });
    await frame.started;
  }
  async function setEditing(next: boolean): Promise<void> {
    isEditing = next;
    bar.show({ isEditing, mayDiscard: mayDiscard && readDraft(id) !== undefined });
    if (frame === undefined) await intoFrame();
    else frame.edit(next);
  }
  const guarded = (doing: Promise<void>): void => {
    doing.catch((error: unknown) => bar.say((error as Error).message));
  };

  if (bundled !== undefined) {
    document.title = `${bundled.title} · HGN`;
    body.classList.add('hides-code');
    bar.offerCode(true);
    runtime = showBundled(body, bundled, notebookEnvironment(body, capabilities, cellModules));
    return;
  }
  const notebook = parseNotebook(current.text);
  document.title = `${notebook.title} · HGN`;
  if (current.isOwn) {
    if (mayDiscard) bar.say('With changes of yours, kept until this window is closed. Save them as a file.');
    await intoFrame();
    return;
  }
  const { showStopped } = await import('./showStopped.ts');
  const run = el('button', { type: 'button', class: 'primary' }, 'Run');
  const ask = el(
    'div',
    { class: 'notebook-ask', role: 'region', 'aria-label': 'Permission' },
    el(
      'p',
      {},
      el('strong', {}, `Run cells of ${current.name}?`),
      ' Its code will run in a closed frame. There it can compute, draw, and use the models that this viewer shows. It reaches no files and no network.',
    ),
    run,
  );
  bar.allowEditing(false);
  body.before(ask);
  showStopped(body, notebook);
  run.addEventListener('click', () => {
    ask.remove();
    bar.allowEditing(true);
    guarded(intoFrame());
  });
};
