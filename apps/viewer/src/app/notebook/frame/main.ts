import '../../style/base.css';
import '../notebook.css';
import '../edit/edit.css';
import { remoteCapabilities } from '../capabilities/remote.ts';
import { notebookEditor } from '../edit/notebookEditor.ts';
import { parseNotebook } from '../format/parseNotebook.ts';
import { notebookEnvironment } from '../runtime/environment.ts';
import { adoptFigureStyle } from '../runtime/figureStyle.ts';
import type { FrameStart, FromFrame, ToFrame } from './messages.ts';

// Ways out that no content security policy closes.
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) {
  Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });
}
document.documentElement.classList.add('framed');
adoptFigureStyle(document);

function begin(event: MessageEvent<FrameStart>): void {
  const [messages, capabilities] = event.ports;
  if (event.source !== parent || event.data.kind !== 'hgn-notebook') return;
  if (messages === undefined || capabilities === undefined) return;
  removeEventListener('message', begin);
  const { text, isEditing, mode, wasmFolder } = event.data;
  const tell = (message: FromFrame): void => messages.postMessage(message);
  const setMode = (next: string): void => void (document.documentElement.dataset.theme = next);
  setMode(mode);

  const host = document.querySelector<HTMLElement>('#notebook');
  if (host === null) throw new Error('frame: the page must have a place for the notebook');
  const environment = notebookEnvironment(remoteCapabilities(capabilities, wasmFolder));
  const editor = notebookEditor(host, parseNotebook(text), environment, (written, title) =>
    tell({ text: written, title }),
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
}
addEventListener('message', begin);
