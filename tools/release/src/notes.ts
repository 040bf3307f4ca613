import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readChange, type Change } from '../../check/src/packages/changesets.ts';
import { root } from '../../check/src/process.ts';

const weights: Readonly<Record<string, number>> = { major: 2, minor: 1, patch: 0 };

/** The changesets that wait for a release. */
export function waitingChanges(): Change[] {
  const folder = join(root, '.changeset');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => readChange(readFileSync(join(folder, name), 'utf8')));
}

/**
 * Release notes for a reader: a heading for every package, in the given order; each change once, under the package that it
 * says first, breaking ones on top, and the other packages that it touches behind it.
 */
export function releaseNotes(
  version: string,
  changes: readonly Change[],
  packages: readonly string[],
): string {
  const known = new Set(packages);
  const stray = changes.find(({ bumps }) => Object.keys(bumps).every((name) => !known.has(name)));
  if (stray !== undefined)
    throw new RangeError(
      `releaseNotes: a change must be of one of ${packages.join(', ')}, but one is of ${Object.keys(stray.bumps).join(', ')}`,
    );
  const sections = packages.flatMap((name) => {
    const own = changes
      .filter(({ bumps }) => Object.keys(bumps).find((each) => known.has(each)) === name)
      .sort((a, b) => (weights[b.bumps[name] ?? ''] ?? 0) - (weights[a.bumps[name] ?? ''] ?? 0));
    return own.length === 0 ? [] : [`## ${name}\n\n${own.map((change) => entry(change, name)).join('\n')}`];
  });
  return `# ${version}\n\n${sections.join('\n\n')}\n`;
}

/** One item of a list; a longer text keeps its paragraphs and lists. */
function entry({ bumps, text }: Change, name: string): string {
  const also = Object.keys(bumps)
    .filter((other) => other !== name)
    .map((other) => other.replace('@hgn/', ''));
  const breaking = bumps[name] === 'major' ? '**Breaking.** ' : '';
  const [first = '', ...rest] = text.split('\n');
  const tail = also.length === 0 ? '' : ` _(also ${also.join(', ')})_`;
  const more = rest.map((line) => (line === '' ? '' : `  ${line}`));
  // What concerns other packages, too, is said where the text ends.
  const lines = [`- ${breaking}${first}`, ...more];
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${tail}`].join('\n');
}

/** The version that follows, all packages being released together. */
export function nextVersion(current: string, changes: readonly Change[]): string {
  const weight = Math.max(
    0,
    ...changes.flatMap(({ bumps }) => Object.values(bumps).map((bump) => weights[bump] ?? 0)),
  );
  const parts = current.split('.').map(Number);
  return parts
    .map((part, index) => (index < 2 - weight ? part : index === 2 - weight ? part + 1 : 0))
    .join('.');
}
