import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readManifest } from '@hgn/datasets/node';
import type { RunConfig } from '../config/schema.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { readFileText } from '../files/readText.ts';
import type { RunPaths } from '../runs/layout.ts';

/** `data.json` of a run: which data set it learnt from, to be found again from anywhere. */
export interface RememberedData {
  /** Absolute path when the run was trained. */
  readonly path: string;
  /** The same from the run's folder, for a tree that moves as a whole. */
  readonly fromRun: string;
  /** Checksum of the data set's manifest, which holds those of its files. */
  readonly checksum: string;
  /** Name of the data set: its preset, or of imported frames what they were called. */
  readonly name: string;
}

/**
 * The text of `data.json`.
 *
 * @param path of the data set, absolute
 */
export async function rememberData(path: string, runFolder: string): Promise<string> {
  const { checksum, preset } = await readManifest(path);
  const remembered: RememberedData = { path, fromRun: relative(runFolder, path), checksum, name: preset };
  return `${JSON.stringify(remembered, undefined, 2)}\n`;
}

/** Reads `data.json`; nothing for a run that has none. */
async function readRemembered(path: string): Promise<RememberedData | undefined> {
  const text = await readFileText(path);
  if (text === undefined) return undefined;
  let value: Partial<RememberedData> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    value = null;
  }
  const isWhole = (['path', 'fromRun', 'checksum', 'name'] as const).every(
    (name) => typeof value?.[name] === 'string',
  );
  if (isWhole) return value as RememberedData;
  throw new CommandError(`${path}: does not say which data the run learnt from; name them with --data`);
}

/** Checksum of the data set in a folder; nothing where there is none. */
export async function checksumIn(folder: string): Promise<string | undefined> {
  const isThere = await stat(join(folder, 'manifest.json')).then(
    () => true,
    () => false,
  );
  return isThere ? (await readManifest(folder)).checksum : undefined;
}

/** Where a run's data set may be: as remembered, then as it was typed, from here and from the run's folder upward. */
function places(
  typed: string,
  runFolder: string,
  remembered: RememberedData | undefined,
  cwd: string,
): string[] {
  const found = remembered ? [resolve(runFolder, remembered.fromRun), remembered.path] : [];
  found.push(resolve(cwd, typed));
  for (let at = dirname(runFolder); !isAbsolute(typed) && at !== dirname(at); at = dirname(at))
    found.push(resolve(at, typed));
  return [...new Set(found)];
}

/** A run's data set, found again. */
export interface FoundData {
  readonly folder: string;
  readonly checksum: string;
}

/** Why a run's data set is not found. */
export interface MissingData {
  readonly missing: string;
  /** Where another data set has taken its place. */
  readonly changed?: string;
}

/** A run that learnt from a data set. */
interface DataRun {
  readonly shown: string;
  readonly paths: Pick<RunPaths, 'folder' | 'data'>;
  readonly config: RunConfig;
}

/**
 * Looks for the data set that a run learnt from, wherever the command is called and wherever the tree was moved.
 *
 * @returns the folder, or why there is none: it is gone, or holds other data; nothing for a run on simulated data
 */
export async function lookForData(
  { shown, paths, config }: DataRun,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<FoundData | MissingData | undefined> {
  const typed = config.data.folder;
  if (typed === null) return undefined;
  const remembered = await readRemembered(paths.data);
  const all = places(typed, paths.folder, remembered, cwd);
  let changed: string | undefined;
  for (const folder of all) {
    const checksum = await checksumIn(folder);
    if (checksum === undefined) continue;
    if (remembered === undefined || checksum === remembered.checksum) return { folder, checksum };
    changed ??= folder;
  }
  return changed === undefined
    ? {
        missing: `${shown}: the data that it learnt from are gone: there is no data set at ${remembered?.path ?? typed}`,
      }
    : { missing: `${shown}: the data that it learnt from are gone: ${changed} holds others by now`, changed };
}

/**
 * The folder that a run goes on to learn from: its data set, wherever it is by now, or what has taken its place, which
 * whoever goes on must accept.
 *
 * @throws CommandError when nothing is there
 */
export async function folderToGoOnWith(run: DataRun, io: Pick<Io, 'cwd'>): Promise<string | undefined> {
  const found = await lookForData(run, io);
  if (found === undefined) return undefined;
  const folder = 'folder' in found ? found.folder : found.changed;
  if (folder !== undefined) return folder;
  throw new CommandError(`${(found as MissingData).missing}; put them back to go on`);
}
