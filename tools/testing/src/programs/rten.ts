import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';

/** Whether HGN_RTEN names the program of tools/rten; says so on stderr if not, because a test is then skipped. */
export function hasRten(test: string): boolean {
  const program = process.env.HGN_RTEN ?? '';
  if (program === '') {
    console.warn(`SKIPPED: ${test} needs rten; HGN_RTEN names no program (see tools/rten/README.md)`);
    return false;
  }
  if (existsSync(program)) return true;
  throw new Error(`HGN_RTEN: there is no ${program}; see tools/rten/README.md for how it is built`);
}

/**
 * Runs an ONNX file in rten and gives its outputs by name.
 *
 * @throws Error with what it says on stderr when it fails
 */
export async function runRten(
  file: string,
  feeds: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>,
): Promise<Record<string, Float32Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-rten-'));
  try {
    for (const [name, { data }] of Object.entries(feeds))
      await writeFile(join(folder, `${name}.in`), Float32Array.from(data));
    const inputs = Object.entries(feeds).map(([name, { shape }]) => `${name}:${shape.join('x')}`);
    const program = process.env.HGN_RTEN ?? '';
    const { status, stderr } = await runCommand(program, [file, folder, ...inputs], { cwd: folder });
    if (status !== 0) throw new Error(`runRten: ${file} ended with ${status}: ${stderr}`);
    const outputs: Record<string, Float32Array> = {};
    for (const entry of await readdir(folder)) {
      if (!entry.endsWith('.out')) continue;
      // A copy of its own starts at a multiple of four, as floats must.
      const bytes = Uint8Array.from(await readFile(join(folder, entry)));
      outputs[entry.slice(0, -'.out'.length)] = new Float32Array(bytes.buffer);
    }
    return outputs;
  } finally {
    await rm(folder, { recursive: true });
  }
}
