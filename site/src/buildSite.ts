import { cp, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { assemble } from './content/assemble.ts';
import { documentedPackages, sections } from './content/pages.ts';
import { repository } from './content/repository.ts';
import { writeReferences } from './reference/write.ts';

const site = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a build may leave out. */
export interface BuildOptions {
  /** Whether to make the reference of the packages' exports. */
  readonly api: boolean;
}

/**
 * Builds the whole site: pages assembled from the repository, references made from the code, VitePress, and the viewer's
 * app beside them.
 *
 * @returns the folder of the site and how many pages it has
 * @throws Error if a link of a page leads nowhere, or the viewer was not built
 */
export async function buildSite({ api }: BuildOptions): Promise<{ out: string; pages: number }> {
  const content = join(site, '.content');
  const pages = sections.flatMap((section) => section.pages);
  await assemble({
    root,
    content,
    pages: [...pages, { source: 'docs/index.md', route: 'index', title: 'Start' }],
    repository,
  });
  await writeReferences(root, content, api ? documentedPackages : []);
  await build(site, { logLevel: 'warn' } as Parameters<typeof build>[1]);
  const out = join(site, 'dist');
  await copyViewer(join(out, 'viewer'));
  const written = await readdir(out, { recursive: true });
  return {
    out,
    pages: written.filter((name) => name.endsWith('.html') && !name.startsWith('viewer')).length,
  };
}

/** The viewer as files for a static host, without a run: its notebooks need none. */
async function copyViewer(out: string): Promise<void> {
  const app = join(root, 'apps/viewer/dist/app');
  if (!existsSync(join(app, 'index.html')))
    throw new Error(
      'buildSite: the viewer must be built first, but apps/viewer/dist/app is not there; npm run setup',
    );
  await cp(app, out, { recursive: true });
}
