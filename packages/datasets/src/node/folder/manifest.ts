import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ArraySpec } from '../../formats/npy.ts';
import type { Preset } from '../../presets/preset.ts';
import type { Dataset, DatasetShape } from '../../simulation/dataset.ts';
import { CorruptDatasetError } from '../errors.ts';
import type { SourceHeader } from '../source.ts';

/** What `manifest.json` says: everything about a dataset but its arrays, and the checksums of its files. */
export interface Manifest extends Omit<Dataset, 'frames' | 'q' | 'p' | 'energy' | 'parameters'> {
  readonly format: 'hgn-dataset';
  readonly version: 1;
  /** Names of the per-trajectory parameters. */
  readonly parameters: readonly string[];
  /** The full recipe, for data made from a preset. */
  readonly recipe?: Preset;
  /** Size and SHA-256 of each file beside the manifest. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  /** SHA-256 of the manifest itself, without this entry. */
  readonly checksum: string;
}

export const manifestName = 'manifest.json';
export const arraysName = 'data.npz';

/** Shape and type of each array of the .npz file. */
export function arraySpecs(shape: DatasetShape, parameters: readonly string[]): Record<string, ArraySpec> {
  const { trajectories, length, height, width, channels, coordinates } = shape;
  return {
    frames: { dtype: '|u1', shape: [trajectories, length, height, width, channels] },
    q: { dtype: '<f8', shape: [trajectories, length, coordinates] },
    p: { dtype: '<f8', shape: [trajectories, length, coordinates] },
    energy: { dtype: '<f8', shape: [trajectories, length] },
    ...Object.fromEntries(
      parameters.map((name) => [`parameters/${name}`, { dtype: '<f8', shape: [trajectories] }]),
    ),
  };
}

/** SHA-256 of a file, read in pieces. */
export async function fileChecksum(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** SHA-256 of what a manifest says, its own checksum left out. */
export function manifestChecksum(manifest: Omit<Manifest, 'checksum'>): string {
  const said = Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== 'checksum'));
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

const counts = ['trajectories', 'length', 'height', 'width', 'channels'] as const;

/**
 * What keeps a value from being the header of a dataset; nothing where it is one.
 */
export function headerProblem(value: Partial<Record<keyof SourceHeader, unknown>>): string | undefined {
  for (const name of counts) {
    if (!Number.isInteger(value[name]) || Number(value[name]) < 1) {
      return `'${name}' must be an integer from 1, but is ${String(value[name])}`;
    }
  }
  if (!Number.isInteger(value.coordinates) || Number(value.coordinates) < 0) {
    return `'coordinates' must be an integer from 0, but is ${String(value.coordinates)}`;
  }
  if (typeof value.dt !== 'number' || !(value.dt > 0))
    return `'dt' must be a number above 0, but is ${String(value.dt)}`;
  for (const name of ['seed', 'redrawn'] as const) {
    if (typeof value[name] !== 'number') return `'${name}' must be a number, but is ${String(value[name])}`;
  }
  if (value.first !== undefined && typeof value.first !== 'number') return "'first' must be a number";
  if (typeof value.preset !== 'string') return "'preset' must be a string";
  if (!Array.isArray(value.parameters) || value.parameters.some((name) => typeof name !== 'string')) {
    return "'parameters' must be a list of names";
  }
  return undefined;
}

/**
 * Reads the text of a manifest.
 * @throws CorruptDatasetError, naming `path`, when it is not the manifest of a dataset
 */
export function parseManifest(text: string, path: string): Manifest {
  const fail = (rule: string): never => {
    throw new CorruptDatasetError(`readDataset: ${path}: ${rule}; generate the dataset again`);
  };
  let value: Partial<Record<keyof Manifest, unknown>> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return fail('the manifest is truncated or not JSON');
  }
  if (value?.format !== 'hgn-dataset') {
    return fail("the manifest must have format 'hgn-dataset'");
  }
  if (value.version !== 1) return fail(`the manifest must have version 1, but has ${String(value.version)}`);
  const problem = headerProblem(value);
  if (problem !== undefined) return fail(problem);
  const files = value.files as Manifest['files'] | undefined;
  const data = files?.[arraysName];
  if (typeof data?.bytes !== 'number' || typeof data.sha256 !== 'string') {
    return fail(`'files' must give the size and checksum of ${arraysName}`);
  }
  return value as Manifest;
}
