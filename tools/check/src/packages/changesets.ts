import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Outcome } from '../check.ts';
import { fromCommand } from '../check.ts';
import { root, runCommand, runTool } from '../process.ts';
import { publicPackages } from '../workspace.ts';

/** Reads every changeset; in a git checkout, also asks whether each package that changed since `main` has one. */
export async function checkChangesets(): Promise<Outcome> {
  const folder = join(root, '.changeset');
  const names = new Set(publicPackages().map(({ manifest }) => manifest.name));
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const problems = files.flatMap((file) =>
    changesetProblems(readFileSync(join(folder, file), 'utf8'), names).map((p) => `.changeset/${file}: ${p}`),
  );
  const isMainKnown = (await runCommand('git', ['rev-parse', '--verify', '--quiet', 'main'])).status === 0;
  const status = isMainKnown
    ? fromCommand(await runTool('@changesets/cli#changeset', ['status']))
    : undefined;
  return {
    problems: [...problems, ...(status?.problems ?? [])],
    note: `${files.length} to be released${isMainKnown ? '' : '; no branch main here to compare with'}`,
  };
}

/** What is wrong with one changeset's text: front matter of `package: bump`, then at least a sentence. */
export function changesetProblems(text: string, packages: ReadonlySet<string>): string[] {
  const match = /^---\n(.*?\n)?---\n(.*)$/s.exec(text);
  if (match === null) return ['has no front matter between --- lines'];
  const [, frontMatter = '', summary] = match;
  const releases = Object.entries((parse(frontMatter) ?? {}) as Record<string, unknown>);
  return [
    ...(releases.length === 0 ? ['names no package'] : []),
    ...releases.filter(([name]) => !packages.has(name)).map(([name]) => `${name} is no published package`),
    ...releases
      .filter(([, bump]) => !['patch', 'minor', 'major'].includes(String(bump)))
      .map(([name, bump]) => `${name}: the bump must be patch, minor or major, but got ${String(bump)}`),
    ...(summary.trim() === '' ? ['says nothing about the change'] : []),
  ];
}

/** A changeset: what it changes, most of all first, and what it says. */
export interface Change {
  readonly bumps: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Reads a changeset: YAML between two lines of dashes, then Markdown. */
export function readChange(text: string): Change {
  const [, head = '', body = ''] = /^---\n(.*?)^---\n(.*)$/ms.exec(text) ?? [];
  return { bumps: parse(head) as Record<string, string>, text: body.trim() };
}
