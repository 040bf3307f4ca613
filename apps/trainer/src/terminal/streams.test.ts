import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spawnHgn, spawnInShell, until } from '../../test/child.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { tiny } from '../../test/tiny.ts';
import type { RunRecord } from '../runs/record.ts';

const long = [
  'train',
  ...tiny,
  '--no-report',
  '--steps',
  '100000',
  '--set',
  'training.checkpointEvery=10',
  '--out',
  'x',
];
const recordOf = async (cwd: string): Promise<RunRecord> =>
  JSON.parse(await readFile(join(cwd, 'x/run.json'), 'utf8')) as RunRecord;
const firstCheckpoint = (cwd: string): Promise<void> =>
  until(() =>
    access(join(cwd, 'x/checkpoints/step-00000010.safetensors')).then(
      () => true,
      () => false,
    ),
  );

describe('what a command promises to write', () => {
  it.each([
    ['a full disk', '"$@" >/dev/full', 1, /^hgn: standard output could not be written: ENOSPC/],
    [
      'a descriptor that is not for writing',
      '"$@" 1</dev/null',
      1,
      /^hgn: standard output could not be written: EBADF/,
    ],
    ['a reader that went away', '"$@" | (exec <&-; sleep 0.1); exit ${PIPESTATUS[0]}', 141, /^$/],
    ['standard error on a full disk', '"$@" --unknown 2>/dev/full', 2, /^$/],
  ])('is written, or the exit code says not: %s', async (_name, line, code, says) => {
    const child = spawnInShell(line, ['dataset', 'systems', '--json'], await temporaryFolder());
    expect(await child.ended).toEqual({ code, signal: null });
    expect(child.written.stderr).toMatch(says);
  });

  it('is written though nobody hears the notes', async () => {
    const line = '"$@" 2>&-';
    const child = spawnInShell(line, ['dataset', 'systems', '--json'], await temporaryFolder());
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(child.written.stdout).length).toBeGreaterThan(10);
  });
});

describe('a training', () => {
  it('that loses the reader of its log saves, and says so in its record', async () => {
    const cwd = await temporaryFolder();
    const child = spawnInShell('"$@" 2>&1 | sed "/^train  /q"; exit ${PIPESTATUS[0]}', long, cwd);
    expect(await child.ended).toEqual({ code: 141, signal: null });
    const record = await recordOf(cwd);
    expect(record).toMatchObject({
      status: 'interrupted',
      stoppedBy: 'standard error could not be written any more (EPIPE)',
    });
    expect(record.progress.step).toBeGreaterThan(0);
    const checkpoint = `x/checkpoints/step-${String(record.progress.step).padStart(8, '0')}.safetensors`;
    await access(join(cwd, checkpoint));
  });

  it('saves when its terminal goes away', async () => {
    const cwd = await temporaryFolder();
    const child = spawnHgn(long, cwd);
    await firstCheckpoint(cwd);
    child.process.kill('SIGHUP');
    expect(await child.ended).toEqual({ code: 130, signal: null });
    expect(child.written.stderr).toMatch(
      /stopped at step \d+ and saved; continue with: hgn train --resume --out x\n$/,
    );
    expect(await recordOf(cwd)).toMatchObject({ status: 'interrupted', stoppedBy: 'SIGHUP' });
  });

  // What nohup does at a terminal.
  it('goes on without its terminal where it was told to, as under nohup', async () => {
    const cwd = await temporaryFolder();
    const child = spawnInShell('trap "" HUP; exec "$@" 0>/dev/null', long, cwd);
    await firstCheckpoint(cwd);
    child.process.kill('SIGHUP');
    await new Promise((resume) => setTimeout(resume, 100));
    child.process.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 130, signal: null });
    expect(await recordOf(cwd)).toMatchObject({ stoppedBy: 'SIGTERM' });
  });
});
