// Judges mutants of one file, one after the other, and tells each outcome: see main.ts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report, Work } from './main.ts';
import { mutants } from './mutate.ts';
import { outcomeOf } from './outcome.ts';
import { seedOf, targets } from './targets.ts';

process.on('message', ({ target: name, seedFile, seed, count, from }: Work) => {
  void (async () => {
    const target = targets.find((each) => each.name === name);
    if (target === undefined) throw new Error(`fuzz: no reader ${name}`);
    const bytes = await seedOf(seedFile);
    const folder = await mkdtemp(join(tmpdir(), 'hgn-fuzz-'));
    const valid = await target.read(bytes, folder);
    await rm(folder, { recursive: true });
    for (const [index, mutant] of mutants(bytes, seed, count).entries()) {
      if (index < from) continue;
      const report: Report = { index, ...(await outcomeOf(target, mutant, valid)) };
      process.send?.(report);
    }
  })().catch(() => process.exit(1));
});
