import type { RunLibrary } from '../sources/runLibrary.ts';
import { el } from '../style/el.ts';
import { openDropped } from './openDropped.ts';
import { readDrop, readInput, type Dropped } from './readDrop.ts';

/** What a drop target needs of the app. */
export interface DropOptions {
  readonly library: RunLibrary;
  /** Goes to an address of the app. */
  readonly go: (path: string) => void;
  /** Ends it; default never. */
  readonly signal?: AbortSignal;
}

/** Event that a page cancels when it takes what was dropped for itself, such as a film. */
export const dropEvent = 'hgn-drop';

/**
 * Lets runs be dropped anywhere on the page: a run folder, a zip of it, an export folder, or a checkpoint. Each becomes
 * a run of the library, and the first is opened; it lives until the page is closed, and nothing leaves the machine.
 * What goes wrong is said in a message that stays until it is closed.
 *
 * A page takes a drop for itself by cancelling the `hgn-drop` event on `window`, whose detail is what was dropped.
 */
export function dropTarget({ library, go, signal = new AbortController().signal }: DropOptions): void {
  const veil = el(
    'div',
    { class: 'drop-veil', hidden: true },
    el('p', {}, 'Drop a run, an export, or a checkpoint'),
  );
  document.body.append(veil);
  /** Enters and leaves come in pairs, one for each element that the pointer crosses. */
  let inside = 0;
  const show = (on: boolean): void => {
    if (!on) inside = 0;
    veil.hidden = !on;
  };
  const on = (
    name: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
    handle: (event: DragEvent) => void,
  ): void => {
    const handleFiles = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) handle(event);
    };
    addEventListener(name, handleFiles, { signal });
  };
  on('dragenter', () => {
    inside += 1;
    show(true);
  });
  on('dragleave', () => {
    inside -= 1;
    if (inside <= 0) show(false);
  });
  on('dragover', (event) => event.preventDefault());
  on('drop', (event) => {
    event.preventDefault();
    show(false);
    if (event.dataTransfer !== null) void open(readDrop(event.dataTransfer), { library, go, signal });
  });
}

/**
 * Buttons that open a run from the disk, for those who do not drag: a folder, or a file (a zip or a checkpoint).
 */
export function openButtons(options: DropOptions): HTMLElement {
  const chooser = (label: string, properties: Readonly<Record<string, string | boolean>>): HTMLElement => {
    const input = el('input', {
      type: 'file',
      class: 'visually-hidden',
      tabindex: -1,
      'aria-hidden': 'true',
      ...properties,
    });
    const button = el('button', { type: 'button' }, label);
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const { files } = input;
      if (files === null || files.length === 0) return;
      const chosen = readInput(files);
      // Choosing the same once more shall count as a change.
      input.value = '';
      void open(Promise.resolve(chosen), { signal: new AbortController().signal, ...options });
    });
    return el('span', {}, button, input);
  };
  return el(
    'div',
    { class: 'controls' },
    chooser('Open a run folder …', { webkitdirectory: true, 'aria-label': 'Run folder' }),
    chooser('Open a zip or a checkpoint …', {
      accept: '.zip,.safetensors',
      multiple: true,
      'aria-label': 'Zip archive or checkpoint',
    }),
  );
}

async function open(
  reading: Promise<Dropped>,
  { library, go, signal }: Required<DropOptions>,
): Promise<void> {
  const message = showMessage('Reading what was dropped …', false);
  try {
    const dropped = await reading;
    const event = new CustomEvent<Dropped>(dropEvent, { detail: dropped, cancelable: true });
    if (!dispatchEvent(event)) return;
    const taken = new Set((await library.list()).map(({ id }) => id));
    const newId = (name: string): string => {
      const id = freeId(name, taken);
      taken.add(id);
      return id;
    };
    const runs = await openDropped(dropped, newId, signal);
    for (const run of runs) library.add(run);
    go(runs.length === 1 ? `/run/${encodeURIComponent(runs[0].id)}` : '/');
  } catch (error) {
    if (!signal.aborted) showMessage(error instanceof Error ? error.message : String(error), true);
  } finally {
    message.remove();
  }
}

/** An id like the name that no run has yet. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80);
  const base = `dropped-${plain}`;
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}

/** Shows a message over the page: a passing one, or a problem that stays until it is closed. */
function showMessage(text: string, isProblem: boolean): HTMLElement {
  document.querySelector('.drop-message.is-problem')?.remove();
  const close = el('button', { type: 'button' }, 'Close');
  const message = el(
    'div',
    { class: `drop-message${isProblem ? ' is-problem' : ''}`, role: isProblem ? 'alert' : 'status' },
    el('p', {}, text),
    ...(isProblem ? [close] : []),
  );
  close.addEventListener('click', () => message.remove());
  message.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') message.remove();
  });
  document.body.append(message);
  return message;
}
