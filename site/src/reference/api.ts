import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeclarationReflection } from 'typedoc';
import { Application, Comment, CommentTag, Converter, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

/** How typedoc is asked: one page a package, whose headings are what its exports are for. */
const presentation: TypeDocOptions & Partial<PluginOptions> = {
  readme: 'none',
  skipErrorChecking: true,
  excludeInternal: true,
  excludeExternals: true,
  excludePrivate: true,
  router: 'module',
  entryFileName: 'index',
  mergeReadme: false,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hideGroupHeadings: true,
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  navigation: { includeCategories: true },
  categorizeByGroup: false,
  defaultCategory: 'Other',
  validation: false,
  logLevel: 'Error',
};

/**
 * Writes the reference of each package's exports as Markdown, `NAME.md`, made of its types and doc comments and grouped
 * by the folder of its sources, which says what an export is for. Takes some two seconds a package.
 *
 * @throws Error if a package's sources cannot be read.
 */
export async function writeApiReference(
  root: string,
  names: readonly string[],
  folder: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const name of names) {
    const home = join(root, 'packages', name);
    const application = await Application.bootstrapWithPlugins({
      ...presentation,
      plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
      entryPoints: [join(home, 'src/index.ts')],
      tsconfig: join(home, 'tsconfig.build.json'),
      name: `@hgn/${name}`,
    });
    application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
      for (const reflection of project.children ?? []) categorise(reflection, join(home, 'src'));
    });
    const project = await application.convert();
    if (project === undefined)
      throw new Error(`writeApiReference: packages must be readable, but @hgn/${name} is not`);
    application.options.setValue('disableSources', true);
    await application.outputs.writeOutput({ name: 'markdown', path: join(folder, name) }, project);
  }
}

/** Puts an export under the name of its source's folder, unless its comment says otherwise. */
function categorise(reflection: DeclarationReflection, sources: string): void {
  const file = reflection.sources?.[0]?.fullFileName;
  if (file === undefined) return;
  const [category = 'Other', ...rest] = relative(sources, file).split(/[/\\]/);
  const heading = rest.length === 0 ? 'General' : sentence(category);
  for (const carrier of [reflection, ...(reflection.signatures ?? [])]) {
    carrier.comment ??= new Comment();
    if (carrier.comment.getTag('@category') === undefined)
      carrier.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: heading }]));
  }
  delete reflection.sources;
  for (const signature of reflection.signatures ?? []) delete signature.sources;
}

/** `vectorSpace` as `Vector space`. */
function sentence(name: string): string {
  const words = name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
