import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesOfMarkdown, type Example } from '@hgn/testing';
import blankSpace from 'ts-blank-space';
import type { WorkspacePackage } from '../../check/src/workspace.ts';

/** What a README tells its reader to install, ours left out; nothing of flags. */
export function installLine({ folder, manifest }: WorkspacePackage): string[] {
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  const [, words = ''] = /^npm install ((?!--global)[^#\n]*)/m.exec(text) ?? [];
  return words
    .split(/\s+/)
    .filter(
      (word) => word !== '' && !word.startsWith('-') && word !== manifest.name && !word.startsWith('@hgn/'),
    );
}

/** The blocks of a README that run, as plain JavaScript: what somebody pastes into a file. */
export function pastedBlocks({ folder }: WorkspacePackage): { place: string; code: string }[] {
  const blocks: Example[] = examplesOfMarkdown(readFileSync(join(folder, 'README.md'), 'utf8'));
  return blocks.filter(({ isRun }) => isRun).map(({ place, code }) => ({ place, code: blankSpace(code) }));
}
