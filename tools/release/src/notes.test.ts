import { expect, test } from 'vitest';
import { publicPackages } from '../../check/src/workspace.ts';
import { readChange } from '../../check/src/packages/changesets.ts';
import { nextVersion, releaseNotes, waitingChanges } from './notes.ts';

const changeset =
  "---\n'@hgn/flow': minor\n'@hgn/trainer': patch\n---\n\nReads any CSV.\n\nQuoted names too.\n";

test('a changeset tells what it changes and what it says', () => {
  expect(readChange(changeset)).toEqual({
    bumps: { '@hgn/flow': 'minor', '@hgn/trainer': 'patch' },
    text: 'Reads any CSV.\n\nQuoted names too.',
  });
});

test('every change stands once, under the package that it says first, what breaks on top', () => {
  const changes = [
    readChange(changeset),
    { bumps: { '@hgn/flow': 'major' }, text: 'Takes q and p.' },
    { bumps: { '@hgn/trainer': 'patch' }, text: 'Says where.' },
  ];
  expect(releaseNotes('1.0.0', changes, ['@hgn/flow', '@hgn/nn', '@hgn/trainer'])).toBe(`# 1.0.0

## @hgn/flow

- **Breaking.** Takes q and p.
- Reads any CSV.

  Quoted names too. _(also trainer)_

## @hgn/trainer

- Says where.
`);
  expect(() => releaseNotes('1.0.0', changes, ['@hgn/flow'])).toThrow(/one is of @hgn\/trainer/);
});

test('the version that follows is that of the greatest change', () => {
  const bumped = (...bumps: string[]) =>
    nextVersion(
      '0.1.3',
      bumps.map((bump) => ({ bumps: { a: bump }, text: '' })),
    );
  expect([bumped(), bumped('patch'), bumped('minor', 'patch'), bumped('major')]).toEqual([
    '0.1.4',
    '0.1.4',
    '0.2.0',
    '1.0.0',
  ]);
});

test('all changesets that wait are in the notes', () => {
  const names = publicPackages().map(({ manifest }) => manifest.name);
  const changes = waitingChanges();
  const notes = releaseNotes('0.2.0', changes, names);
  for (const { text } of changes) expect(notes).toContain(text.split('\n')[0]);
});
