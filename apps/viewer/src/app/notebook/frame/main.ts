import '../../style/base.css';
import '../notebook.css';
import '../edit/edit.css';
import { remoteCapabilities } from '../capabilities/remote.ts';
import { notebookEditor } from '../edit/notebookEditor.ts';
import { parseNotebook } from '../format/parseNotebook.ts';
import { notebookEnvironment } from '../runtime/environment.ts';
import { adoptFigureStyle } from '../runtime/figureStyle.ts';
import type { FromFrame, StartNotebook, ToFrame } from './messages.ts';

/** Modules that cells may import. They stand here, since this chunk is the one whose `import()` the frame can follow. */
const frameModules = {
  '@hgn/integrators': () => import('@hgn/integrators'),
  '@hgn/datasets': () => import('@hgn/datasets'),
  '@hgn/viz': () => import('@hgn/viz'),
};

/** Runs the notebook that the page gave; called by the frame's first script. */
export const startNotebook: StartNotebook = (start, messages, capabilities) => {
  document.documentElement.classList.add('framed');
  adoptFigureStyle(document);
  const { text, isEditing, mode, wasmFolder } = start;
  const tell = (message: FromFrame): void => messages.postMessage(message);
  const setMode = (next: string): void => void (document.documentElement.dataset.theme = next);
  setMode(mode);

  const host = document.querySelector<HTMLElement>('#notebook');
  if (host === null) throw new Error('frame: the page must have a place for the notebook');
  const environment = notebookEnvironment(host, remoteCapabilities(capabilities, wasmFolder), frameModules);
  const editor = notebookEditor(
    host,
    parseNotebook(text),
    environment,
    (written, title) => tell({ text: written, title }),
    async () => (await import('../edit/codeEditor.ts')).codeEditor,
  );
  editor.edit(isEditing);
  messages.addEventListener('message', ({ data }: MessageEvent<ToFrame>) => {
    if ('mode' in data) setMode(data.mode);
    else editor.edit(data.isEditing);
  });
  messages.start();
  const height = (): number => Math.ceil(host.getBoundingClientRect().bottom + scrollY);
  new ResizeObserver(() => tell({ height: height() })).observe(host);
  tell({ ready: true });
};
