import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicPackages } from '../../../check/src/workspace.ts';
import { serveRegistry } from './localRegistry.ts';
import { tryAsOutsider } from './outsider.ts';
import { packTarballs } from './packAll.ts';
import type { StepOptions, StepOutcome } from '../step.ts';

/** Installs every package by itself, as its README says, and runs the README there with plain Node. */
export async function installAlone({ log }: StepOptions): Promise<StepOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-release-'));
  const registry = await serveRegistry(await packTarballs(folder));
  try {
    const problems: string[] = [];
    let total = 0;
    for (const one of publicPackages()) {
      const started = performance.now();
      const { problems: found, ran } = await tryAsOutsider(one, { registry, depth: 'all' });
      problems.push(...found.map((problem) => `${one.manifest.name}: ${problem}`));
      total += ran;
      log(`${one.manifest.name}: ${ran} examples, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
    return { problems, note: `${total} examples` };
  } finally {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
