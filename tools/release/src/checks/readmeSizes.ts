import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../../../check/src/workspace.ts';

const part = /<!-- size -->.*?<!-- \/size -->/s;

/** What a README says of a package's size, dependencies and peers. */
export function sizeSentence({ manifest }: WorkspacePackage, bytes: number): string {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const names = Object.keys(dependencies);
  const peers = Object.keys(peerDependencies).map((name) =>
    peerDependenciesMeta[name]?.optional === true ? `\`${name}\` (optional)` : `\`${name}\``,
  );
  const size = `${(bytes / 1000).toFixed(1)} kB minified and gzipped`;
  const needs =
    names.length === 0 ? 'no dependencies' : `dependencies: ${names.map((name) => `\`${name}\``).join(', ')}`;
  const beside = peers.length === 0 ? '' : `; peers: ${peers.join(', ')}`;
  const apart = names.length + peers.length === 0 ? '' : ' by itself';
  return `${size}${apart}; ${needs}${beside}.`;
}

/** A README's text with that sentence where it belongs. */
function withSentence(text: string, sentence: string): string {
  return text.replace(part, () => `<!-- size -->\n\n${sentence}\n\n<!-- /size -->`);
}

/** What is wrong with the size that a README tells; nothing where it is the recorded one. */
export function readmeProblem(one: WorkspacePackage, bytes: number): string[] {
  const text = readFileSync(join(one.folder, 'README.md'), 'utf8');
  const place = `${one.path}/README.md`;
  if (!part.test(text)) return [`${place}: it must have a part <!-- size --><!-- /size -->`];
  return withSentence(text, sizeSentence(one, bytes)) === text
    ? []
    : [`${place}: its size is not the recorded one; npm run release -- --dry-run --only sizes --accept`];
}

/** Writes the size into the README. */
export function writeReadme(one: WorkspacePackage, bytes: number): void {
  const file = join(one.folder, 'README.md');
  writeFileSync(file, withSentence(readFileSync(file, 'utf8'), sizeSentence(one, bytes)));
}
