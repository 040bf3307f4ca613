import { el } from '../../style/el.ts';
import { currentMode, onModeChange } from '../../style/theme.ts';
import type { PageCapabilities } from '../capabilities/pageCapabilities.ts';
import { serveCapabilities } from '../capabilities/remote.ts';
import type { AllFromFrame, FrameStart, ToFrame } from '../frame/messages.ts';
import { frameModules } from './frameModules.ts';

/** A notebook that runs in a frame of its own. */
export interface NotebookFrame {
  edit(isEditing: boolean): void;
  /** Resolves when the frame runs; rejects when it could not be loaded. */
  readonly started: Promise<void>;
}

/** How a notebook is put into a frame. */
export interface FrameOptions {
  readonly text: string;
  readonly title: string;
  readonly isEditing: boolean;
  readonly capabilities: PageCapabilities;
  readonly signal: AbortSignal;
  /** Told the file as it is, whenever it changed. */
  readonly onChange: (text: string, title: string) => void;
}

/**
 * Runs a notebook in a frame without an origin: its code reaches no file, no network, no storage and nothing of this
 * page but the capabilities that are served to it.
 */
export function notebookFrame(host: HTMLElement, options: FrameOptions): NotebookFrame {
  const { text, title, isEditing, capabilities, signal, onChange } = options;
  const frame = el('iframe', {
    class: 'notebook-frame',
    title: `Notebook: ${title}`,
    sandbox: 'allow-scripts',
    src: new URL('frame/index.html', document.baseURI).href,
  });
  const messages = new MessageChannel();
  const calls = new MessageChannel();
  const code = new MessageChannel();
  const send = (message: ToFrame): void => messages.port1.postMessage(message);
  const begin = async (): Promise<void> => {
    const modules = await frameModules();
    if (signal.aborted) return;
    modules.serve(code.port1);
    const start: FrameStart = {
      kind: 'hgn-notebook',
      entry: modules.entry,
      text,
      isEditing,
      mode: currentMode(),
      wasmFolder: capabilities.wasmFolder,
    };
    // A frame without an origin cannot be named as target; it is the one that was just made.
    frame.contentWindow?.postMessage(start, '*', [messages.port2, calls.port2, code.port2]);
  };
  const started = new Promise<void>((resolve, reject) => {
    frame.addEventListener('load', () => void begin().catch(reject), { once: true });
    const late = setTimeout(() => {
      reject(
        new Error('The frame for the cells did not start. Does the place that serves this page have frame/?'),
      );
    }, 20_000);
    messages.port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      // Code of the notebook runs beside what sends this: it may say anything.
      const {
        height,
        text: written,
        title: heading,
        ready,
      } = (data ?? {}) as Record<keyof AllFromFrame, unknown>;
      if (typeof height === 'number' && height > 0) frame.style.height = `${Math.min(200_000, height)}px`;
      if (typeof written === 'string' && typeof heading === 'string') onChange(written, heading);
      if (ready === true) {
        clearTimeout(late);
        resolve();
      }
    });
    signal.addEventListener('abort', () => clearTimeout(late));
  });
  messages.port1.start();
  serveCapabilities(calls.port1, capabilities);
  onModeChange((mode) => send({ mode }), signal);
  signal.addEventListener('abort', () => {
    messages.port1.close();
    calls.port1.close();
    code.port1.close();
    frame.remove();
  });
  host.append(frame);
  return { edit: (next) => send({ isEditing: next }), started };
}
