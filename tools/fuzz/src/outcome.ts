import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../../../apps/trainer/src/errors.ts';
import type { Target } from './target.ts';

/** What became of a file: the first two are right, the others are faults of ours. */
export type Outcome = 'read' | 'refused' | 'unclear' | 'silent' | 'slow';

/** Most seconds that a file may take. */
export const patience = 10;

/** Reads one file and judges how that went. */
export async function outcomeOf(
  { read, isChecked, isForeign = () => false }: Target,
  bytes: Uint8Array,
  valid: string,
): Promise<{ readonly outcome: Outcome; readonly message: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-fuzz-'));
  const begin = performance.now();
  const isLate = (): boolean => performance.now() - begin > 1000 * patience;
  try {
    const content = await read(bytes, folder);
    if (isLate()) return { outcome: 'slow', message: '' };
    return isChecked && content !== valid && !isForeign(bytes)
      ? { outcome: 'silent', message: 'other content was read though checksums cover it' }
      : { outcome: 'read', message: '' };
  } catch (error) {
    const message = describeError(error);
    if (isLate()) return { outcome: 'slow', message };
    return { outcome: isClear(error, message) ? 'refused' : 'unclear', message };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One line of words of ours, which is neither a bug's nor a library's bare complaint. */
function isClear(error: unknown, message: string): boolean {
  if (message.includes('looks like a bug') || message.includes('\n') || message.length > 2000) return false;
  const isOurs = error instanceof Error && error.name !== 'Error' && error.name !== 'RangeError';
  return isOurs || /^\w+: .*; /.test(message) || /must |is no |cannot /.test(message);
}
