import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withCodeTabs } from './codeTabs.ts';
import { rewriteLinks, type LinkTargets } from './links.ts';
import type { Page } from './pages.ts';

/** Where the site's pages come from and go to. */
export interface Assembly {
  /** The repository's folder. */
  readonly root: string;
  /** The folder that VitePress reads; emptied first. */
  readonly content: string;
  readonly pages: readonly Page[];
  /** Where the repository is read in a browser. */
  readonly repository: string;
}

/**
 * Writes every page as VitePress wants it: links lead to pages, pictures lie beside them, code can be pasted.
 *
 * @throws Error if a page is missing or a link leads nowhere.
 */
export async function assemble({ root, content, pages, repository }: Assembly): Promise<void> {
  await rm(content, { recursive: true, force: true });
  const targets: LinkTargets = {
    pages,
    repository,
    kindOf: (path) => {
      const file = join(root, path);
      if (!existsSync(file)) return undefined;
      return statSync(file).isDirectory() ? 'folder' : 'file';
    },
  };
  const assets = new Set<string>();
  for (const { source, route } of pages) {
    const { text, assets: shown } = rewriteLinks(await readFile(join(root, source), 'utf8'), source, targets);
    for (const asset of shown) assets.add(asset);
    const file = join(content, `${route}.md`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await withCodeTabs(text));
  }
  for (const asset of assets) await cp(join(root, asset), join(content, 'public', 'files', asset));
}
