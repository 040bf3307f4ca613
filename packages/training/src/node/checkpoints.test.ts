import { ndarray } from '@hgn/autodiff';
import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../test/temporary.ts';
import {
  CheckpointMismatchError,
  CheckpointWriteError,
  CorruptCheckpointError,
  MissingCheckpointError,
} from '../checkpoint/errors.ts';
import { encodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { machine, writeAtomic, type FileSystem } from './atomic.ts';
import { loadCheckpoint } from './load.ts';
import { listCheckpoints } from './names.ts';
import { saveCheckpoint } from './save.ts';

const newFolder = temporaryFolders();
const at = (step: number) => ({ step, state: { w: ndarray([step, 0.5]) }, metadata: { seed: '1' } });

/** The machine's file system, but for the operations that a test replaces. */
const failing = (replaced: Partial<FileSystem>): FileSystem => ({ ...machine, ...replaced });

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: refused, write`), { code });
}

/** A disk with room for so many bytes: what does not fit is written in part, as on a real one. */
function diskOf(free: number): FileSystem {
  let left = free;
  const open = async (...args: Parameters<FileSystem['open']>) => {
    const file = await machine.open(...args);
    const write = file.writeFile.bind(file);
    file.writeFile = async (data) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      await write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left < 0) throw systemError('ENOSPC');
    };
    return file;
  };
  return failing({ open });
}

/** What a process does whose kill comes after so many operations: no more of them, not even to clean up. */
function killedAfter(operations: number): FileSystem {
  let left = operations;
  const alive = () => {
    if (left-- <= 0) throw systemError('killed');
  };
  return Object.fromEntries(
    Object.entries(machine).map(([name, operation]) => [
      name,
      async (...args: unknown[]) => {
        alive();
        return (operation as (...all: unknown[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as FileSystem;
}

describe('saveCheckpoint and loadCheckpoint', () => {
  it('write a named file and a pointer, and read it back from the folder or the file', async () => {
    const folder = join(await newFolder(), 'run', 'checkpoints');
    const path = await saveCheckpoint(folder, at(1000));
    expect(basename(path)).toBe('step-00001000.safetensors');
    expect((await readdir(folder)).sort()).toEqual(['last', 'step-00001000.safetensors']);
    expect(await loadCheckpoint(folder)).toEqual({ ...at(1000), path });
    expect(await loadCheckpoint(path)).toEqual({ ...at(1000), path });
  });

  it('keep the newest few', async () => {
    const folder = await newFolder();
    for (const step of [1, 2, 3, 10, 20]) await saveCheckpoint(folder, at(step), { keep: 2 });
    expect((await listCheckpoints(folder)).map(({ step }) => step)).toEqual([10, 20]);
    await expect(saveCheckpoint(folder, at(30), { keep: 0 })).rejects.toThrow(
      'saveCheckpoint: keep must be 1 or more, but got 0',
    );
  });

  it('follow the pointer, not the highest step, after a resume from an earlier one', async () => {
    const folder = await newFolder();
    for (const step of [10, 20, 15]) await saveCheckpoint(folder, at(step), { keep: 5 });
    expect((await loadCheckpoint(folder)).step).toBe(15);
    expect((await listCheckpoints(folder)).map(({ step }) => step)).toEqual([10, 15, 20]);
  });

  it('go on from a whole checkpoint that a process was killed before pointing to', async () => {
    for (const earlier of [10, 20]) {
      const folder = await newFolder();
      await saveCheckpoint(folder, at(10));
      // Left over from a future that was abandoned for step 10: not the one that is being written.
      if (earlier === 20) {
        await saveCheckpoint(folder, at(20));
        await writeFile(join(folder, 'last'), 'step-00000010.safetensors\n');
      }
      const killed = new Set<string>();
      // Each operation may be the last one of the process.
      for (let operations = 0; !killed.has('done'); operations++) {
        const copy = await newFolder();
        await cp(folder, copy, { recursive: true });
        await saveCheckpoint(
          copy,
          { ...at(20), metadata: { new: 'yes' } },
          { files: killedAfter(operations) },
        )
          .then(() => killed.add('done'))
          .catch(() => undefined);
        const names = await readdir(copy);
        const { step, metadata } = await loadCheckpoint(copy);
        const isPointedTo = (await readFile(join(copy, 'last'), 'utf8')) === 'step-00000020.safetensors\n';
        const isBetween = names.includes('step-00000020.safetensors') && names.includes('next');
        expect([step, metadata.new]).toEqual(isBetween || isPointedTo ? [20, 'yes'] : [10, undefined]);
        if (isBetween) killed.add('between');
        await saveCheckpoint(copy, at(30), { keep: 5 });
        expect(await readdir(copy)).not.toContain('next');
      }
      expect(killed).toContain('between');
    }
  });

  it('take the highest step when the pointer is missing', async () => {
    const folder = await newFolder();
    for (const step of [10, 20]) await saveCheckpoint(folder, at(step));
    await machine.rm(join(folder, 'last'));
    expect((await loadCheckpoint(folder)).step).toBe(20);
  });

  it('remove what a killed process left half-written', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'step-00000005.safetensors.partial'), 'half');
    await saveCheckpoint(folder, at(6));
    expect((await readdir(folder)).sort()).toEqual(['last', 'step-00000006.safetensors']);
  });
});

describe('a disk that refuses', () => {
  const size = encodeCheckpoint(at(20)).length;
  // The last one has room for the checkpoint, but not for the pointer to it.
  it.each([0, 1, size - 1, size + 5])(
    'with %i free bytes leaves the old checkpoint, no partial file',
    async (free) => {
      const folder = await newFolder();
      await saveCheckpoint(folder, at(10));
      const before = await readFile(join(folder, 'step-00000010.safetensors'));
      const saving = saveCheckpoint(folder, at(20), { files: diskOf(free) });
      await expect(saving).rejects.toMatchObject({
        name: 'CheckpointWriteError',
        code: 'ENOSPC',
        path: join(folder, 'step-00000020.safetensors'),
      });
      await expect(saving).rejects.toThrow(/could not be written .*earlier checkpoints are intact/);
      expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
      expect(await readFile(join(folder, 'step-00000010.safetensors'))).toEqual(before);
      expect((await loadCheckpoint(folder)).step).toBe(10);
      await saveCheckpoint(folder, at(20));
      expect((await loadCheckpoint(folder)).step).toBe(20);
    },
  );

  it('at the pointer leaves the pointer at the old checkpoint', async () => {
    const folder = await newFolder();
    await saveCheckpoint(folder, at(10));
    const rename: FileSystem['rename'] = (from, to) =>
      basename(String(to)) === 'last' ? Promise.reject(systemError('EIO')) : machine.rename(from, to);
    await expect(saveCheckpoint(folder, at(20), { files: failing({ rename }) })).rejects.toThrow(
      CheckpointWriteError,
    );
    expect((await loadCheckpoint(folder)).step).toBe(10);
  });

  it('that cannot flush a file counts as not written', async () => {
    const folder = await newFolder();
    const open = async (...args: Parameters<FileSystem['open']>) => {
      const file = await machine.open(...args);
      file.sync = () => Promise.reject(systemError('EIO'));
      return file;
    };
    await expect(writeAtomic(join(folder, 'x'), 'text', failing({ open }))).rejects.toThrow('EIO');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('loadCheckpoint', () => {
  it('tells a missing folder, an empty one and a dangling pointer', async () => {
    const folder = await newFolder();
    await expect(loadCheckpoint(join(folder, 'nowhere'))).rejects.toThrow(MissingCheckpointError);
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      `loadCheckpoint: ${folder} must hold a checkpoint, but there is none; train first`,
    );
    await saveCheckpoint(folder, at(1));
    await writeFile(join(folder, 'last'), 'step-00000002.safetensors\n');
    await expect(loadCheckpoint(folder)).rejects.toThrow(/'last' names it, but it is not there/);
    await expect(loadCheckpoint(folder)).rejects.toMatchObject({
      path: join(folder, 'step-00000002.safetensors'),
    });
  });

  it('does not follow a pointer out of its folder', async () => {
    const folder = await newFolder();
    await saveCheckpoint(folder, at(1));
    await writeFile(join(folder, 'last'), '../other.safetensors');
    await expect(loadCheckpoint(folder)).rejects.toThrow(CorruptCheckpointError);
  });

  it('names a truncated, an altered and a foreign file', async () => {
    const folder = await newFolder();
    const path = await saveCheckpoint(folder, at(1));
    const bytes = await readFile(path);
    await truncate(path, bytes.length - 3);
    await expect(loadCheckpoint(folder)).rejects.toThrow(CorruptCheckpointError);
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      `loadCheckpoint: ${path} must be a whole checkpoint, but decodeSafetensors: the tensors need 8 bytes of data, but the file has 5; it is truncated; pass an earlier one`,
    );
    bytes[bytes.length - 1] ^= 1;
    await writeFile(path, bytes);
    await expect(loadCheckpoint(folder)).rejects.toThrow(/the checksum must be .*the file was altered/);
    await writeFile(path, 'hello');
    await expect(loadCheckpoint(folder)).rejects.toThrow(CorruptCheckpointError);
  });

  it('compares with the state that is expected', async () => {
    const folder = await newFolder();
    await saveCheckpoint(folder, at(1));
    const like = { w: ndarray([0, 0, 0]) };
    await expect(loadCheckpoint(folder, { like })).rejects.toThrow(CheckpointMismatchError);
    await expect(loadCheckpoint(folder, { like: at(9).state })).resolves.toMatchObject({ step: 1 });
  });
});
