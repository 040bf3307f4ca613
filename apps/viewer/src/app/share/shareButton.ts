import { filesToShare } from '../../sharing/filesToShare.ts';
import { compressed, singleFile } from '../../sharing/singleFile.ts';
import { exportFiles } from '../sources/exportFiles.ts';
import type { RunSource } from '../sources/runSource.ts';
import { el } from '../style/el.ts';
import { safeName, saveFile } from './saveFile.ts';

/**
 * A button that saves one HTML file with this run inside: it plays by a double click, without a network. Absent where
 * the page is such a file itself.
 *
 * @param signal stops the work when the page is left
 */
export function shareButton(source: RunSource, signal: AbortSignal): HTMLElement | undefined {
  if (location.protocol === 'file:') return undefined;
  const button = el('button', { type: 'button' }, 'Share as one file');
  button.title = 'Saves one HTML file that plays this run by itself, without a network';
  const status = el('span', { role: 'status', class: 'muted' });
  const make = async (): Promise<void> => {
    button.disabled = true;
    status.textContent = 'Packing …';
    try {
      const page = await sharedPage(source, signal);
      const name = `${safeName(source.name)}.html`;
      saveFile(name, new Blob([page], { type: 'text/html' }));
      status.textContent = `Saved ${name} (${(page.length / 1e6).toFixed(1)} MB)`;
    } catch (error) {
      if (!signal.aborted) status.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void make());
  return el('div', { class: 'controls' }, button, status);
}

async function sharedPage(source: RunSource, signal: AbortSignal): Promise<string> {
  const get = async (path: string): Promise<Uint8Array> => {
    const response = await fetch(new URL(path, document.baseURI), { signal });
    if (!response.ok) throw new Error(`The app holds no ${path}: it must be built and served whole.`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const [template, engine, model, listed] = await Promise.all([
    get('share/page.html'),
    get('assets/onnxruntime/ort-wasm-simd-threaded.wasm.gz'),
    exportFiles(source, signal),
    source.files(),
  ]);
  const files: Record<string, Uint8Array> = {};
  const isExport = listed.some(({ path }) => path === 'model.json');
  for (const path of isExport ? [] : filesToShare(listed)) files[path] = await source.read(path);
  for (const [name, content] of Object.entries(model)) files[`export/${name}`] = content;
  return singleFile({
    template: new TextDecoder().decode(template),
    engine: compressed(engine),
    run: { name: source.name, files },
  });
}
