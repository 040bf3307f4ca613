import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPacked, runCommand } from '@hgn/testing';
import { publicPackages } from '../../check/src/workspace.ts';
import { installLine, pastedBlocks } from './readmes.ts';
import type { StepOptions, StepOutcome } from './step.ts';

/** Installs every package by itself, as its README says, and runs the README's blocks there with plain Node. */
export async function installAlone({ log }: StepOptions): Promise<StepOutcome> {
  const problems: string[] = [];
  let ran = 0;
  for (const one of publicPackages()) {
    const { name } = one.manifest;
    const blocks = pastedBlocks(one);
    log(`${name}: ${blocks.length} blocks`);
    const ours = [
      ...new Set([
        name,
        ...blocks.flatMap(({ code }) =>
          [...code.matchAll(/from '(@hgn\/[a-z]+)/g)].map(([, each]) => each ?? name),
        ),
      ]),
    ];
    const backends = blocks.flatMap(({ code }) =>
      [...code.matchAll(/'(@tensorflow\/[a-z-]+)'/g)].map(([, each]) => `${each ?? ''}@4.22.0`),
    );
    const wanted = installLine(one).map((word) =>
      word.startsWith('@tensorflow/tfjs-') ? `${word}@4.22.0` : word,
    );
    const install = await installPacked(ours, [...new Set([...wanted, ...backends])]);
    try {
      for (const { place, code } of blocks) {
        const file = join(install.folder, `${place.replaceAll(/\W+/g, '-')}.mjs`);
        writeFileSync(file, code);
        const { status, stderr } = await runCommand(process.execPath, [file], { cwd: install.folder });
        ran += 1;
        if (status !== 0) problems.push(`${name} ${place}: ended with ${status}\n${stderr.trim()}`);
      }
    } finally {
      install.remove();
    }
  }
  return { problems, note: `${ran} blocks` };
}
