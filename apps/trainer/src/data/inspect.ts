import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { presets, simulate } from '@hgn/datasets';
import { readDataset, readManifest } from '@hgn/datasets/node';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { bytes, count } from '../terminal/format.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** Runs `hgn dataset systems`. */
export function listSystems({ json }: JsonOption, io: Io): void {
  const systems = Object.values(presets);
  if (json === true) {
    const list = systems.map(({ name, summary, dt, source }) => ({ name, summary, dt, source }));
    io.stdout.write(`${JSON.stringify(list)}\n`);
    return;
  }
  const widest = Math.max(...systems.map(({ name }) => name.length));
  for (const { name, summary } of systems) io.stdout.write(`${name.padEnd(widest)}  ${summary}\n`);
}

/** Runs `hgn dataset info`. */
export async function describeDataset(shown: string, { json }: JsonOption, io: Io): Promise<void> {
  const { recipe, files, ...manifest } = await readManifest(resolve(io.cwd, shown));
  const size = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  if (json === true) {
    io.stdout.write(`${JSON.stringify({ folder: shown, ...manifest, bytes: size, recipe: recipe ?? null })}\n`);
    return;
  }
  const { preset, trajectories, length, height, width, channels, dt, seed } = manifest;
  io.stdout.write(
    [
      shown,
      `  system        ${preset}${recipe === undefined ? '' : ` (${recipe.summary})`}`,
      `  trajectories  ${trajectories} of ${count(length, 'frame')}, dt ${dt}`,
      `  frames        ${height}x${width}, ${count(channels, 'channel')}`,
      `  seed          ${seed}`,
      `  size          ${bytes(size)}`,
      '',
    ].join('\n'),
  );
}

/** Runs `hgn dataset verify`: sizes, checksums, shapes, and that the recipe still gives the first trajectory. */
export async function verifyDataset(shown: string, { json }: JsonOption, io: Io): Promise<void> {
  const folder = resolve(io.cwd, shown);
  const manifest = await readManifest(folder);
  const dataset = await readDataset(folder);
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    if ((await checksum(join(folder, name))) !== sha256) {
      throw new CommandError(`${join(shown, name)}: does not match its checksum in manifest.json; simulate it again`);
    }
  }
  const reproducible =
    manifest.recipe === undefined
      ? null
      : sameBytes(
          simulate(manifest.recipe, { seed: manifest.seed, index: 0, frames: manifest.length }).frames,
          dataset.frames.subarray(0, dataset.frames.length / dataset.trajectories),
        );
  if (json === true) {
    io.stdout.write(`${JSON.stringify({ folder: shown, intact: true, reproducible })}\n`);
    return;
  }
  const origin =
    reproducible === null
      ? 'no recipe, so nothing to compare with'
      : reproducible
        ? 'the recipe gives the same first trajectory'
        : 'this version of hgn simulates other frames from the same recipe';
  io.stdout.write(`${shown}: intact; ${origin}\n`);
}

async function checksum(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
