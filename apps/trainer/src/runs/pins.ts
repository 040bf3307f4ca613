import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';

const fileFacts = z.object({ bytes: z.number(), sha256: z.string() });

/** The shape of a {@link Pin} in records. */
export const pinSchema = z.object({ path: z.string(), files: z.record(z.string(), fileFacts) });

/** A file or folder that a run rests on, as it was: the facts of each file by its path inside, `.` for a file itself. */
export type Pin = z.infer<typeof pinSchema>;

type Facts = z.infer<typeof fileFacts>;

/** Folders of more files are pinned as a whole: a record is to be read by people, too. */
const mostNamed = 20;

/** Reads every byte of a file or folder and notes its size and SHA-256; hidden names are left out. */
export async function pin(shown: string, { cwd }: Pick<Io, 'cwd'>): Promise<Pin> {
  const path = resolve(cwd, shown);
  const names = (await stat(path)).isDirectory() ? await filesBelow(path) : ['.'];
  const files: Record<string, Facts> = {};
  for (const name of names) files[name] = await factsOf(join(path, name));
  return {
    path: shown,
    files: names.length > mostNamed ? { [`${names.length} files`]: together(files) } : files,
  };
}

/** Pins what a run is to read; nothing where there is none, and nothing of what is not there, which its reader tells. */
export async function pinInput(shown: string | null, io: Pick<Io, 'cwd'>): Promise<Pin[]> {
  if (shown === null) return [];
  try {
    return [await pin(shown, io)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * What differs between a file or folder now and as it was pinned, in words; undefined when nothing does.
 *
 * @throws the file system's errors when it is gone
 */
export async function changeOf(was: Pin, io: Pick<Io, 'cwd'>): Promise<string | undefined> {
  const now = await pin(was.path, io);
  for (const [name, { bytes, sha256 }] of Object.entries(was.files)) {
    const shown = name === '.' ? was.path : `${was.path}: ${name}`;
    if (!Object.hasOwn(now.files, name)) return `${shown} is not there any more`;
    const found = now.files[name];
    if (found.bytes !== bytes) return `${shown} has ${found.bytes} bytes and had ${bytes}`;
    if (found.sha256 !== sha256)
      return `${shown} holds other bytes (SHA-256 ${found.sha256.slice(0, 12)}…, was ${sha256.slice(0, 12)}…)`;
  }
  const added = Object.keys(now.files).find((name) => !Object.hasOwn(was.files, name));
  return added === undefined ? undefined : `${was.path}: ${added} was not there`;
}

/**
 * Refuses to go on with other data than before, unless that is accepted.
 *
 * @returns the pins to note from now on, and what was accepted
 * @throws CommandError naming what changed
 */
export async function repin(
  was: readonly Pin[],
  shown: string,
  { accept, io }: { readonly accept: boolean; readonly io: Pick<Io, 'cwd' | 'stderr'> },
): Promise<{ readonly inputs: Pin[]; readonly accepted: string[] }> {
  const accepted: string[] = [];
  const inputs: Pin[] = [];
  for (const each of was) {
    const change = await changeOf(each, io);
    inputs.push(change === undefined ? each : await pin(each.path, io));
    if (change === undefined) continue;
    assertAccepted(change, shown, accept);
    io.stderr.write(`${shown}: going on though ${change}\n`);
    accepted.push(change);
  }
  return { inputs, accepted };
}

/** @throws CommandError unless the change is accepted */
export function assertAccepted(change: string, shown: string, accept: boolean): void {
  if (accept) return;
  throw new CommandError(
    `${shown}: was started with other data: ${change}; put the former data back, go on with these by --accept-changed-data, or start another run`,
  );
}

/** SHA-256 of a text in hexadecimal digits. */
export const sha256Of = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex');

async function factsOf(path: string): Promise<Facts> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { bytes, sha256: hash.digest('hex') };
}

/** The regular files of a folder and below, in an order that does not depend on the file system. */
async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      for (const inner of await filesBelow(join(folder, entry.name))) found.push(`${entry.name}/${inner}`);
    } else if ((await stat(join(folder, entry.name))).isFile()) found.push(entry.name);
  }
  return found.sort();
}

function together(files: Readonly<Record<string, Facts>>): Facts {
  const bytes = Object.values(files).reduce((sum, each) => sum + each.bytes, 0);
  return { bytes, sha256: sha256Of(JSON.stringify(files)) };
}
