import { describe, expect, it } from 'vitest';
import { mutants } from './mutate.ts';
import { outcomeOf } from './outcome.ts';
import { seedOf, targets } from './targets.ts';

/** Files of each valid one; `npm run fuzz` makes as many as it is told. */
const [count, fewer] = [25, 6];

describe('every reader', () => {
  it.each(targets)('takes a mutated file or refuses it in one clear line: $name', async (target) => {
    const faults: string[] = [];
    for (const seed of target.seeds) {
      const bytes = await seedOf(seed);
      const valid = await outcomeOf(target, bytes, await contentOf(target, bytes));
      expect(valid).toEqual({ outcome: 'read', message: '' });
      const content = await contentOf(target, bytes);
      for (const [index, mutant] of mutants(bytes, 1, target.isSlow === true ? fewer : count).entries()) {
        const { outcome, message } = await outcomeOf(target, mutant, content);
        if (outcome !== 'read' && outcome !== 'refused')
          faults.push(`${seed} ${index}: ${outcome}: ${message}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

async function contentOf(target: (typeof targets)[number], bytes: Uint8Array): Promise<string> {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const folder = await mkdtemp(`${(await import('node:os')).tmpdir()}/hgn-fuzz-`);
  try {
    return await target.read(bytes, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
