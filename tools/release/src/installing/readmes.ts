import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesOfMarkdown } from '@hgn/testing';
import blankSpace from 'ts-blank-space';
import type { WorkspacePackage } from '../../../check/src/workspace.ts';

/** What install lines ask for: packages of ours, others as they are written, and flags. */
export interface InstallWords {
  readonly ours: readonly string[];
  readonly others: readonly string[];
  readonly flags: readonly string[];
}

/** A block that a reader pastes into a file. */
export interface PastedBlock {
  /** As in `README.md:12`. */
  readonly place: string;
  /** As it stands there. */
  readonly source: string;
  /** Without types. */
  readonly code: string;
}

const readme = ({ folder }: WorkspacePackage): string => readFileSync(join(folder, 'README.md'), 'utf8');

/** The words after `npm install` of each line of a README that begins so. */
export function installLines(one: WorkspacePackage): string[][] {
  return [...readme(one).matchAll(/^npm install ([^#\n]*)/gm)].map(([, line = '']) =>
    line.split(/\s+/).filter((word) => word !== ''),
  );
}

/** These lines taken together. */
export function installWords(one: WorkspacePackage): InstallWords {
  const unique = [...new Set(installLines(one).flat())];
  return {
    ours: unique.filter((word) => word.startsWith('@hgn/')),
    others: unique.filter((word) => !word.startsWith('@hgn/') && !word.startsWith('-')),
    flags: unique.filter((word) => word.startsWith('-')),
  };
}

/** The ` ```ts ` and ` ```js ` blocks of a README that run. */
export function pastedBlocks(one: WorkspacePackage): PastedBlock[] {
  return examplesOfMarkdown(readme(one))
    .filter(({ isRun }) => isRun)
    .map(({ place, code, language }) => ({
      place,
      source: code,
      code: language === 'js' ? code : blankSpace(code),
    }));
}

/** The ` ```html ` blocks of a README: whole pages. */
export function htmlBlocks(one: WorkspacePackage): string[] {
  return [...readme(one).matchAll(/^```html\n(.*?)^```/gms)].map(([, html = '']) => html);
}

/** The lines of its ` ```sh ` blocks that call a command of the package. */
export function shellLines(one: WorkspacePackage): string[] {
  const commands = Object.keys(one.manifest.bin ?? {});
  return [...readme(one).matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, body = '']) => body.split('\n'))
    .filter((line) => commands.includes(line.split(' ')[0] ?? ''))
    .map((line) => line.replace(/\s+#.*$/, ''));
}
