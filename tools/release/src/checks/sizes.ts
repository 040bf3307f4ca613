import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publicPackages, type WorkspacePackage } from '../../../check/src/workspace.ts';
import { readmeProblem, writeReadme } from './readmeSizes.ts';
import { record, recorded } from './record.ts';
import type { StepOptions, StepOutcome } from '../step.ts';

/** Bytes of a package's entry, bundled without what it depends on, minified and gzipped, release by release. */
export type History = Readonly<
  Record<string, readonly { readonly version: string; readonly bytes: number }[]>
>;

/** What was recorded of every release. */
export function recordedSizes(): History {
  return JSON.parse(recorded('sizes.json') ?? '{}') as History;
}

/** A twentieth, and half a kilobyte for small ones. */
export const limitAfter = (bytes: number): number => Math.round(bytes * 1.05 + 512);

/** Compares the size of every library with the last recorded one. */
export async function compareSizes({ accept }: StepOptions): Promise<StepOutcome> {
  const history = recordedSizes();
  const problems: string[] = [];
  const notes: string[] = [];
  const next: Record<string, History[string]> = {};
  for (const one of publicPackages().filter(({ group }) => group === 'packages')) {
    const { name, version = '' } = one.manifest;
    const bytes = await sizeOf(one);
    const before = history[name] ?? [];
    const last = before.at(-1);
    next[name] = [...before.filter((entry) => entry.version !== version), { version, bytes }];
    notes.push(`${name.replace('@hgn/', '')} ${(bytes / 1000).toFixed(1)} kB`);
    if (accept) {
      writeReadme(one, bytes);
      continue;
    }
    if (last === undefined)
      problems.push(
        `${name}: ${bytes} bytes are not recorded; npm run release -- --dry-run --only sizes --accept`,
      );
    else problems.push(...readmeProblem(one, last.bytes));
    if (last !== undefined && bytes > limitAfter(last.bytes))
      problems.push(
        `${name}: ${bytes} bytes, ${last.bytes} in ${last.version}; find out why, or record it with --accept`,
      );
  }
  if (accept) record('sizes.json', `${JSON.stringify(next, undefined, 2)}\n`);
  return { problems, note: notes.join(', ') };
}

async function sizeOf({ folder, manifest }: WorkspacePackage): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${manifest.name}'`, resolveDir: folder, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@hgn/source'],
    external: [
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
      'node:*',
      'onnxruntime-*',
    ],
    alias: { [manifest.name]: `${folder}/src/index.ts` },
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).byteLength, 0);
}
