import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spawnHgn, until } from '../../../test/child.ts';
import { temporaryFolder } from '../../../test/folder.ts';
import { hgn } from '../../../test/io.ts';
import { tiny } from '../../../test/tiny.ts';
import { type HeldLock, lockPath, type LockHolder, readHolder, takeLock } from './lockFile.ts';
import { livenessOf, ownIdentity } from './processIdentity.ts';

const words = { command: 'hgn train', now: '2030-01-01T00:00:00.000Z' };
const isHeld = (taken: Awaited<ReturnType<typeof takeLock>>): taken is HeldLock => 'release' in taken;

/** A lock file as another process would have left it. */
async function lockOf(path: string, changes: Partial<LockHolder>): Promise<void> {
  const holder: LockHolder = {
    ...(await ownIdentity()),
    token: 'theirs',
    since: words.now,
    command: 'hgn train',
    ...changes,
  };
  await writeFile(path, JSON.stringify(holder));
}

describe('a lock', () => {
  it('goes to one of many that ask at once, and then to the next', async () => {
    const path = lockPath(join(await temporaryFolder(), 'runs', 'x'));
    const taken = await Promise.all(Array.from({ length: 16 }, () => takeLock(path, words)));
    const winners = taken.filter(isHeld);
    expect(winners).toHaveLength(1);
    const [winner] = winners;
    for (const each of taken) if (!isHeld(each)) expect(each.heldBy).toEqual(winner.holder);
    await winner.release();
    const again = await takeLock(path, words);
    expect(isHeld(again)).toBe(true);
    if (isHeld(again)) await again.release();
  });

  it('leaves nothing behind, not even the folder made for it', async () => {
    const root = await temporaryFolder();
    const taken = await takeLock(lockPath(join(root, 'a', 'b', 'x')), words);
    if (isHeld(taken)) await taken.release();
    expect(await readdir(root)).toEqual([]);
  });

  it('of a dead process goes to exactly one of many', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, '.x.lock');
    for (let round = 0; round < 20; round++) {
      await lockOf(path, { pid: 2 ** 22 + 1 });
      const taken = await Promise.all(Array.from({ length: 8 }, () => takeLock(path, words)));
      const winners = taken.filter(isHeld);
      expect(winners).toHaveLength(1);
      await winners[0].release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('is rid of what processes left that were killed while they asked for it, and of nothing else', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, '.x.lock');
    const [dead, alive] = [randomUUID(), randomUUID()];
    for (const name of [dead, 'guard']) await lockOf(`${path}.${name}`, { pid: 2 ** 22 + 1 });
    await lockOf(`${path}.${alive}`, {});
    await lockOf(join(folder, '.x.lock.mine'), { pid: 2 ** 22 + 1 });
    const taken = await takeLock(path, words);
    if (isHeld(taken)) await taken.release();
    expect((await readdir(folder)).sort()).toEqual([`.x.lock.${alive}`, '.x.lock.mine'].sort());
  });

  it('is stale when the number belongs to another process by now, or the machine was started anew', async () => {
    const own = await ownIdentity();
    expect(await livenessOf(own, own)).toBe('alive');
    expect(await livenessOf({ ...own, start: '1' }, own)).toBe('dead');
    expect(await livenessOf({ ...own, boot: 'earlier' }, own)).toBe('dead');
    expect(await livenessOf({ ...own, host: 'elsewhere' }, own)).toBe('unknown');
    expect(await livenessOf({ ...own, space: 'pid:[1]' }, own)).toBe('unknown');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    const other = { ...own, pid: child.pid ?? 0 };
    // Ours started earlier, so the number was used again.
    expect(await livenessOf(other, own)).toBe(own.start === '' ? 'alive' : 'dead');
    child.kill('SIGKILL');
  });

  it('of another machine holds while there are signs of life, and two minutes more', async () => {
    const path = join(await temporaryFolder(), '.x.lock');
    await lockOf(path, { host: 'oak' });
    expect(await takeLock(path, words)).toMatchObject({ heldBy: { host: 'oak' } });
    const ago = new Date(Date.now() - 125_000);
    await utimes(path, ago, ago);
    const taken = await takeLock(path, words);
    expect(isHeld(taken)).toBe(true);
    // The sleeper on the other machine wakes up and sees that it is no longer its own.
    if (!isHeld(taken)) return;
    expect(await taken.isOurs()).toBe(true);
    await taken.refresh();
    await lockOf(path, { host: 'oak' });
    expect(await taken.isOurs()).toBe(false);
    await taken.release();
    expect(await readHolder(path)).toMatchObject({ host: 'oak' });
  });
});

describe('two commands on one folder', () => {
  const long = ['train', ...tiny, '--no-report', '--no-export', '--steps', '100000'];

  it('is one too many: the second is told who writes, whatever it asks for, and readers are let in', async () => {
    const cwd = await temporaryFolder();
    const first = spawnHgn([...long, '--seed', '1', '--out', 'runs/x'], cwd);
    await until(async () => (await readHolder(join(cwd, 'runs/.x.lock'))) !== undefined);
    const refused = new RegExp(
      `^hgn \\w+: runs/x: is being written by hgn train \\(process ${first.process.pid} on \\S+, since \\d{4}-.* UTC\\); wait for it, stop it with: kill ${first.process.pid}, or choose another --out\\n$`,
    );
    // Before there is a folder, too.
    const early = await hgn([...long, '--seed', '2', '--out', 'runs/x'], { cwd });
    expect(early).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(refused) });
    await until(async () => (await readdir(join(cwd, 'runs'))).includes('x'));
    for (const args of [
      [...long, '--seed', '2', '--out', 'runs/x'],
      [...long, '--seed', '2', '--out', 'runs/x', '--force'],
      ['train', '--resume', '--out', 'runs/x'],
      ['quickstart', '--out', 'runs/x'],
    ]) {
      const second = await hgn(args, { cwd });
      expect(second).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(refused) });
    }
    await symlink('x', join(cwd, 'runs', 'alias'));
    const aliased = await hgn(['train', '--resume', '--out', 'runs/alias'], { cwd });
    expect(aliased.stderr).toMatch(/runs\/alias: is being written by hgn train/);
    expect((await hgn(['evaluate', 'runs/x', '--json', '--no-report'], { cwd })).code).toBe(0);
    first.process.kill('SIGKILL');
    await first.ended;
    const freed = await takeLock(join(cwd, 'runs/.x.lock'), words);
    expect(isHeld(freed)).toBe(true);
    if (isHeld(freed)) await freed.release();
    expect((await readdir(join(cwd, 'runs'))).sort()).toEqual(['alias', 'x']);
    expect(await readFile(join(cwd, 'runs/x/config.yaml'), 'utf8')).toMatch(/^seed: 1$/m);
  });

  it('hold for flows, data sets and experiments', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'runs'));
    await lockOf(join(cwd, '.flow.lock'), {});
    await lockOf(join(cwd, '.data.lock'), { command: 'hgn simulate' });
    await lockOf(join(cwd, 'runs', '.grid.lock'), { command: 'hgn experiment' });
    await writeFile(
      join(cwd, 'grid.yaml'),
      'name: grid\nseeds: [1]\nsystems: [mass-spring]\nmodels: [{ name: HGN }]\n',
    );
    for (const args of [
      ['flow', 'train', 'twoMoons', '--out', 'flow'],
      ['flow', 'train', '--resume', '--out', 'flow'],
      ['simulate', 'pendulum', '--out', 'data'],
      ['experiment', 'grid.yaml'],
    ]) {
      const { code, stderr } = await hgn(args, { cwd });
      expect(stderr).toMatch(/is being written by hgn (train|simulate|experiment) \(process \d+ on /);
      expect(code).toBe(1);
    }
  });
});
