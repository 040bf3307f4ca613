import { gzipSync, strToU8, unzipSync, zipSync } from 'fflate';
import { toBase64 } from './base64.ts';

/** A run as it travels: content by path in its folder, its model under `export/`. */
export interface SharedRun {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What a shared page is made of. */
export interface SingleFileParts {
  /** The page that `vite build` makes for it: `share/page.html` of the built app. */
  readonly template: string;
  /** The engine's WebAssembly, compressed by gzip. */
  readonly engine: Uint8Array;
  readonly run: SharedRun;
}

/** Where the parts stand in the page: elements by id, empty in the template. */
export const partIds = { engine: 'hgn-engine', run: 'hgn-run', about: 'hgn-about' } as const;

const emptyPart = (id: string): string => `<script type="application/octet-stream" id="${id}"></script>`;

/**
 * One HTML file that plays a run by itself: opened from a disk, without a network, with model and engine inside.
 * Equal parts give equal text.
 *
 * @throws Error when the template lacks a place for a part, or the run a model
 */
export function singleFile({ template, engine, run }: SingleFileParts): string {
  if (run.files['export/model.json'] === undefined) {
    throw new Error(
      `singleFile: the run ${run.name} must hold export/model.json, but does not; export its model first`,
    );
  }
  if (engine[0] !== 0x1f || engine[1] !== 0x8b) {
    throw new Error('singleFile: the engine must be compressed by gzip, but is not; build the app again');
  }
  const entries = Object.entries(run.files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const archive = zipSync(Object.fromEntries(entries), { level: 9, mtime: new Date(1980, 0, 1) });
  const contents = {
    [partIds.engine]: toBase64(engine),
    [partIds.run]: toBase64(archive),
    [partIds.about]: toBase64(strToU8(JSON.stringify({ name: run.name }))),
  };
  let page = template.replace('<title>HGN</title>', () => `<title>${escapeText(run.name)} · HGN</title>`);
  for (const [id, content] of Object.entries(contents)) {
    const place = emptyPart(id);
    if (!page.includes(place)) {
      throw new Error(
        `singleFile: the template must have a place for ${id}, but has none; build the app again`,
      );
    }
    page = page.replace(place, () => place.replace('></', () => `>${content}</`));
  }
  return page;
}

/** A run as `singleFile` packed it: content by path. */
export function unpackRun(archive: Uint8Array): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  return new Map(Object.entries(unzipSync(archive) as Readonly<Record<string, Uint8Array<ArrayBuffer>>>));
}

/** Compresses what a host has sent plain, or hands on what is compressed already. */
export function compressed(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : gzipSync(bytes, { level: 6 });
}

const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? letter);
