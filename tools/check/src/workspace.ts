import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.ts';

/** The fields of package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean | readonly string[];
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A package of this workspace: `folder` is absolute, `path` is relative to the root, as in `packages/nn`. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly path: string;
  readonly group: 'packages' | 'apps' | 'tools';
  readonly manifest: Manifest;
}

/** Every package of the workspace, libraries first. */
export function workspacePackages(): WorkspacePackage[] {
  return (['packages', 'apps', 'tools'] as const).flatMap((group) =>
    readdirSync(join(root, group))
      .filter((name) => existsSync(join(root, group, name, 'package.json')))
      .map((name) => {
        const folder = join(root, group, name);
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
        return { folder, path: `${group}/${name}`, group, manifest };
      }),
  );
}

/** The packages that are published. */
export function publicPackages(): WorkspacePackage[] {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}
