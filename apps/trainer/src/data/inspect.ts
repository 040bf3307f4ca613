import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { presets, simulate } from '@hgn/datasets';
import { openSource, verifyDataset as verify, type SourceHeader } from '@hgn/datasets/node';
import type { Io } from '../io.ts';
import { bytes, count } from '../terminal/format.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** Runs `hgn dataset systems`. */
export function listSystems({ json }: JsonOption, io: Io): void {
  const systems = Object.values(presets);
  if (json === true) {
    const list = systems.map(({ name, summary, dt, source, splits }) => ({
      name,
      summary,
      dt,
      source,
      splits: splits ?? {},
    }));
    io.stdout.write(`${JSON.stringify(list)}\n`);
    return;
  }
  const widest = Math.max(...systems.map(({ name }) => name.length));
  for (const { name, summary } of systems) io.stdout.write(`${name.padEnd(widest)}  ${summary}\n`);
}

/** Bytes of a file, or of all files in a folder and below. */
async function sizeOf(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Runs `hgn dataset info`. */
export async function describeDataset(shown: string, { json }: JsonOption, io: Io): Promise<void> {
  const path = resolve(io.cwd, shown);
  const source = await openSource(path);
  await source.close();
  const { header } = source;
  const size = await sizeOf(path);
  if (json === true) {
    io.stdout.write(
      `${JSON.stringify({ folder: shown, ...header, bytes: size, recipe: header.recipe ?? null })}\n`,
    );
    return;
  }
  const facts: readonly (readonly [string, string])[] = [
    ['system', `${header.preset}${header.recipe === undefined ? '' : ` (${header.recipe.summary})`}`],
    ['trajectories', `${header.trajectories} of ${count(header.length, 'frame')}, dt ${header.dt}`],
    ['frames', `${header.height}x${header.width}, ${count(header.channels, 'channel')}`],
    ['states', statesIn(header)],
    ['parameters', header.parameters.length === 0 ? 'none' : header.parameters.join(', ')],
    ...originOf(header),
    ['size', bytes(size)],
  ];
  io.stdout.write(`${shown}\n${facts.map(([name, value]) => `  ${name.padEnd(13)} ${value}\n`).join('')}`);
}

function statesIn({ coordinates }: SourceHeader): string {
  return coordinates === 0 ? 'none' : `${count(coordinates, 'coordinate')} q, as many momenta p`;
}

/** Where simulated trajectories come from; nothing of what was imported. */
function originOf({ recipe, seed, first = 0, redrawn }: SourceHeader): (readonly [string, string])[] {
  if (recipe === undefined) return [];
  return [
    ['seed', `${seed}${first === 0 ? '' : `, from trajectory ${first} on`}`],
    ['redrawn', count(redrawn, 'trajectory', 'trajectories')],
  ];
}

/** Runs `hgn dataset verify`: every checksum and shape, and that the recipe still gives the first trajectory. */
export async function verifyDataset(shown: string, { json }: JsonOption, io: Io): Promise<void> {
  const path = resolve(io.cwd, shown);
  const header = await verify(path);
  const reproducible = header.recipe === undefined ? null : await isReproduced(path);
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

async function isReproduced(path: string): Promise<boolean> {
  const source = await openSource(path);
  try {
    const { recipe, seed, first = 0, length } = source.header;
    for await (const { frames } of source.trajectories()) {
      if (recipe === undefined) return false;
      return Buffer.compare(frames, simulate(recipe, { seed, index: first, frames: length }).frames) === 0;
    }
    return false;
  } finally {
    await source.close();
  }
}
