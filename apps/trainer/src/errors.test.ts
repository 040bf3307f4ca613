import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CommandError, describeError } from './errors.ts';

describe('describeError', () => {
  it('puts system errors into words, with the path', async () => {
    const error: unknown = await readFile('/no/such/file').catch((reason: unknown) => reason);
    expect(describeError(error)).toBe('/no/such/file: no such file or folder; check the path (ENOENT)');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(describeError(full)).toBe('the disk is full; free some space or choose another folder (ENOSPC)');
  });

  it('keeps the words of an error that wraps a system error', () => {
    const wrapped = Object.assign(new Error('saveCheckpoint: x could not be written'), { code: 'ENOSPC' });
    expect(describeError(wrapped)).toBe('saveCheckpoint: x could not be written');
  });

  it('is one line whatever was thrown', () => {
    expect(describeError(new CommandError('first\n  second\n'))).toBe('first second');
    expect(describeError('text')).toBe('text');
    expect(describeError(new RangeError(''))).toBe('RangeError');
  });

  it('owns up to bugs', () => {
    expect(describeError(new TypeError('x is undefined'))).toMatch(
      /looks like a bug in hgn; HGN_DEBUG=1 shows where/,
    );
  });
});
