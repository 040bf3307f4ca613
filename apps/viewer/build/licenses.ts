import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * Writes one file with the licences of all packages whose code is in the app, its Workers' included; the scripts need
 * none of them above each module then.
 *
 * @param fileName in the folder of the built app
 * @returns a plugin for the app, and one for its Workers
 */
export function licenses(fileName: string): { readonly app: Plugin; readonly worker: Plugin } {
  const roots = new Set<string>();
  const note = (bundle: Rolldown.OutputBundle): void => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      for (const id of Object.keys(chunk.modules)) {
        const root = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
        if (root !== undefined) roots.add(root);
      }
    }
  };
  return {
    worker: { name: 'hgn-licenses-of-workers', generateBundle: (_options, bundle) => note(bundle) },
    app: {
      name: 'hgn-licenses',
      // Workers are built before the app's own bundle is.
      async generateBundle(_options, bundle) {
        note(bundle);
        const parts = await Promise.all([...roots].map(licenseOf));
        const source = ['# Licences of what this app is made of', ...parts.sort()].join('\n\n');
        this.emitFile({ type: 'asset', fileName, source: `${source}\n` });
      },
    },
  };
}

async function licenseOf(root: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Package;
  const file = (await readdir(root)).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? [] : [(await readFile(join(root, file), 'utf8')).trim()];
  return [`## ${name} ${version}: ${license ?? 'see below'}`, ...text].join('\n\n');
}
