import '../tabs.css';
import { el } from '../../../style/el.ts';
import type { RunTab } from '../../runTab.ts';
import { button } from '../shared/controls.ts';

/** How much of a text file is shown. */
const longest = 400_000;

/** The files of a run: what there is, how large, to read or to take along. */
export const filesTab: RunTab = async (host, { source, state }) => {
  const files = [...(await source.files())].sort((a, b) => (a.path < b.path ? -1 : 1));
  const view = el('section', { 'aria-live': 'polite', 'aria-label': 'Contents of a file' });
  const total = files.reduce((sum, { size }) => sum + size, 0);
  host.append(
    el('p', {}, `${files.length} files, ${bytes(total)} in all.`),
    el(
      'div',
      { class: 'scrolled', tabindex: 0, role: 'region', 'aria-label': 'Files of the run' },
      el(
        'table',
        { class: 'run-files' },
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            el('th', { scope: 'col' }, 'File'),
            el('th', { scope: 'col', class: 'number' }, 'Size'),
            el('th', { scope: 'col' }, 'Look'),
          ),
        ),
        el('tbody', {}, ...files.map(({ path, size }) => row(path, size))),
      ),
    ),
    view,
  );
  const open = state.get('files.open');
  if (open !== undefined && files.some(({ path }) => path === open)) await look(open);

  function row(path: string, size: number): HTMLElement {
    const save = button('Save', () => void take(path), { class: 'quiet', 'aria-label': `Save ${path}` });
    const read = isText(path)
      ? [button('Read', () => void look(path), { class: 'quiet', 'aria-label': `Read ${path}` })]
      : [];
    return el(
      'tr',
      {},
      el('td', {}, path),
      el('td', { class: 'number' }, bytes(size)),
      el('td', {}, ...read, save),
    );
  }

  /** Shows a file as text: what it holds is never taken for markup. */
  async function look(path: string): Promise<void> {
    state.write({ 'files.open': path });
    try {
      const content = await source.read(path, { start: 0, end: longest });
      const size = files.find((file) => file.path === path)?.size ?? content.length;
      const text = new TextDecoder().decode(content);
      const more =
        size > longest
          ? [
              el(
                'p',
                { class: 'muted' },
                `The first ${bytes(longest)} of ${bytes(size)}; save the file to see the rest.`,
              ),
            ]
          : [];
      view.replaceChildren(
        el('h2', {}, path),
        ...more,
        el('pre', { class: 'file-view', tabindex: 0 }, size <= longest ? laidOut(path, text) : text),
      );
      view.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      view.replaceChildren(
        el('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)),
      );
    }
  }

  async function take(path: string): Promise<void> {
    try {
      const content = await source.read(path);
      const url = URL.createObjectURL(new Blob([content.slice()]));
      const name = path.split('/').at(-1) ?? path;
      el('a', { href: url, download: name }).click();
      // The browser reads the address after the click.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      view.replaceChildren(
        el('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)),
      );
    }
  }
};

const isText = (path: string): boolean => /\.(json|jsonl|ya?ml|txt|md|csv|log|svg|html)$/i.test(path);

/** JSON with a line for each member, where it is not so already. */
function laidOut(path: string, text: string): string {
  if (!path.endsWith('.json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A size in words: 1.2 MB. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB'];
  let [value, unit] = [size / 1000, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value.toPrecision(3)} ${units[unit]}`;
}
