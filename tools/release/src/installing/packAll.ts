import { runPnpm } from '../../../check/src/process.ts';
import { publicPackages } from '../../../check/src/workspace.ts';

/** What packing a package gave. */
export interface Packed {
  readonly filename: string;
  /** What is in it, by paths within the package. */
  readonly files: readonly string[];
}

/** The tarball of every published package, by the package's name. */
export type Tarballs = ReadonlyMap<string, string>;

/** Packs every published package into `folder`, two at a time, as the registry would get it. Needs a build. */
export async function packAll(folder: string): Promise<ReadonlyMap<string, Packed>> {
  const queue = [...publicPackages()];
  const tarballs = new Map<string, Packed>();
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { status, stdout, output } = await runPnpm(
        ['pack', '--json', '--pack-destination', folder],
        next.folder,
      );
      if (status !== 0) throw new Error(`packAll: pnpm pack failed in ${next.path}\n${output}`);
      const { filename, files } = JSON.parse(stdout) as { filename: string; files: { path: string }[] };
      tarballs.set(next.manifest.name, { filename, files: files.map(({ path }) => path) });
    }
  };
  await Promise.all([worker(), worker()]);
  return tarballs;
}

/** Only where the tarballs are. */
export async function packTarballs(folder: string): Promise<Tarballs> {
  return new Map([...(await packAll(folder))].map(([name, { filename }]) => [name, filename]));
}
