import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { arrows } from '../../../../oxlint.config.js';
import type { Outcome } from '../check.ts';
import { root } from '../process.ts';
import rootManifest from '../../../../package.json' with { type: 'json' };
import { workspacePackages, type Manifest, type WorkspacePackage } from '../workspace.ts';

/** Checks every package.json, and what tsconfig.build.json and the catalog must agree with. */
export function checkManifests(): Outcome {
  const packages = workspacePackages();
  const problems = packages.flatMap((one) =>
    [
      ...(one.manifest.private === true ? [] : fieldProblems(one)),
      ...(one.group === 'packages'
        ? dependencyProblems(one.path.slice('packages/'.length), one.manifest)
        : []),
      ...referenceProblems(one),
    ].map((problem) => `${one.path}: ${problem}`),
  );
  const silent = packages
    .filter(({ group, folder }) => group === 'packages' && !existsSync(join(folder, 'test/examples.test.ts')))
    .map(({ manifest }) => manifest.name);
  const note = [
    `${packages.length} packages`,
    ...(silent.length > 0 ? [`the examples are not run yet of ${silent.join(', ')}`] : []),
  ].join('; ');
  return { problems: [...problems, ...catalogProblems()], note };
}

/** What a published package must say about itself. */
export function fieldProblems({ folder, path, manifest }: WorkspacePackage): string[] {
  const problems: string[] = [];
  const expect = (rule: string, holds: boolean) => {
    if (!holds) problems.push(`package.json: ${rule}`);
  };
  expect('name starts with @hgn/', manifest.name.startsWith('@hgn/'));
  expect('description is a sentence', /^[A-Z`].{20,}\.$/.test(manifest.description ?? ''));
  expect('license is MIT', manifest.license === 'MIT');
  expect('type is module', manifest.type === 'module');
  expect('sideEffects is stated', manifest.sideEffects !== undefined);
  expect('repository.directory is the folder', manifest.repository?.directory === path);
  expect(
    `repository.url is that of the root's package.json, ${rootManifest.repository.url}`,
    manifest.repository?.url === rootManifest.repository.url,
  );
  expect('engines.node is >=20.19', manifest.engines?.node === '>=20.19');
  expect(
    'files holds dist, src and no tests',
    ['dist', 'src', '!**/*.test.ts', '!**/*.tsbuildinfo'].every((entry) => manifest.files?.includes(entry)),
  );
  expect('exports "./package.json"', manifest.exports?.['./package.json'] === './package.json');
  expect('exports "."', manifest.exports?.['.'] !== undefined);
  for (const file of ['README.md', 'LICENSE']) {
    if (!existsSync(join(folder, file))) problems.push(`has no ${file}`);
  }
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target === 'string') continue;
    const [first, second, third] = Object.keys(target);
    expect(
      `exports "${subpath}" has @hgn/source, types, default, in this order`,
      first === '@hgn/source' && second === 'types' && third === 'default',
    );
    const source = target['@hgn/source'] ?? '';
    expect(`exports "${subpath}" names an existing source`, existsSync(join(folder, source)));
  }
  return problems;
}

/** Which dependencies a library may not have: against the arrows, or a TensorFlow.js backend. */
export function dependencyProblems(name: string, manifest: Manifest): string[] {
  const allowed = arrows[name];
  if (allowed === undefined) return ['oxlint.config.js has no arrows for this package'];
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const problems = installed
    .filter(
      (dependency) => dependency.startsWith('@hgn/') && !allowed.includes(dependency.slice('@hgn/'.length)),
    )
    .map((dependency) => `depends on ${dependency}, but the arrows allow only [${allowed.join(', ')}]`);
  for (const dependency of installed.filter((one) => one.startsWith('@tensorflow/'))) {
    if (dependency !== '@tensorflow/tfjs-core')
      problems.push(`depends on ${dependency}: the application chooses the backend`);
    else if (manifest.dependencies?.[dependency] !== undefined)
      problems.push('has tfjs-core as a dependency: two copies are fatal, it must be a peer');
  }
  return problems;
}

/** tsc -b builds in the order of the references: they must be the workspace dependencies. */
function referenceProblems({ folder, manifest }: WorkspacePackage): string[] {
  const file = join(folder, 'tsconfig.build.json');
  if (!existsSync(file)) return [];
  const { references = [] } = JSON.parse(readFileSync(file, 'utf8')) as { references?: { path: string }[] };
  const referenced = references.map(({ path }) => `@hgn/${path.split('/').at(-2)}`).sort();
  const depended = Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith('@hgn/'))
    .sort();
  return referenced.join() === depended.join()
    ? []
    : [
        `tsconfig.build.json references [${referenced.join(', ')}], package.json depends on [${depended.join(', ')}]`,
      ];
}

/** The root states plain versions, so that npm can read them; they must be the catalog's. */
function catalogProblems(): string[] {
  const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
    catalog: Record<string, string>;
  };
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(devDependencies ?? {})
    .filter(([name, version]) => catalog[name] !== undefined && catalog[name] !== version)
    .map(([name, version]) => `package.json: ${name} is ${version}, but the catalog says ${catalog[name]}`);
}
