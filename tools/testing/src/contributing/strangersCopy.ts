import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** The source files that a section of CONTRIBUTING names in its steps, each once. */
export function filesToTouch(heading: string): string[] {
  const text = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) {
    throw new Error(`filesToTouch: CONTRIBUTING must have a section "${heading}", but has none`);
  }
  return [...new Set([...section.matchAll(/`((?:packages|apps)\/[\w/-]+\.ts)`/g)].map(([, file]) => file))];
}

/** What a stranger has checked out, as far as it goes: parts of the repository in a folder of its own. */
export interface StrangersCopy {
  readonly path: (file: string) => string;
  readonly read: (file: string) => string;
  /** Writes a file; `change` takes what it holds, nothing where there is none, and must change it. */
  readonly edit: (file: string, change: (text: string) => string) => void;
  /** Runs Node there. */
  readonly node: (...args: readonly string[]) => { readonly status: number | null; readonly text: string };
  /** Runs vitest on one package and counts the tests that passed. */
  readonly vitest: (
    root: string,
    ...args: readonly string[]
  ) => { readonly status: number | null; readonly text: string; readonly passed: number };
  readonly remove: () => void;
}

/** What every package's tests load first, and what vitest's settings read. */
const testing = 'tools/testing/src';

/** Copies `parts`, folders and files, with what every package needs: settings, and the packages that are installed. */
export function strangersCopy(parts: readonly string[]): StrangersCopy {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-contributing-'));
  const settings = ['package.json', '.oxfmtrc.json'];
  for (const part of [...parts, ...settings, 'tsconfig.base.json', 'vitest.shared.ts', testing]) {
    if (existsSync(join(repository, part))) {
      cpSync(join(repository, part), join(folder, part), { recursive: true, filter: isSource });
    }
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const packages = new Set(
    [...parts, testing].flatMap((part) => /^(packages|tools)\/[\w-]+/.exec(part)?.[0] ?? []),
  );
  for (const root of packages) {
    const installed = join(repository, root, 'node_modules');
    const there = join(folder, root, 'node_modules');
    if (existsSync(installed) && !existsSync(there)) symlinkSync(installed, there);
  }
  const path = (file: string) => join(folder, file);
  const read = (file: string) => (existsSync(path(file)) ? readFileSync(path(file), 'utf8') : '');
  const node = (...args: readonly string[]) => {
    // A stranger's machine is no CI, where vitest writes no new snapshot.
    const env = { ...process.env };
    delete env.CI;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    return { status, text: stripVTControlCharacters(stdout + stderr) };
  };
  return {
    path,
    read,
    node,
    edit(file, change) {
      const text = read(file);
      const changed = change(text);
      if (changed === text)
        throw new Error(`strangersCopy: an edit must change ${dirname(file)}, but did not`);
      writeFileSync(path(file), changed);
    },
    vitest(root, ...args) {
      const run = node('node_modules/vitest/vitest.mjs', 'run', '--root', root, ...args);
      return { ...run, passed: Number(/Tests +.*?(\d+) passed/.exec(run.text)?.[1] ?? 0) };
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

const isSource = (file: string): boolean => !/\/(node_modules|dist|\.examples)$/.test(file);
