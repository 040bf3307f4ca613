import { UsageError } from '../lib/benchmark.ts';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = 'tools/bench/jit/ours.ts';

/** Another build of these packages. */
export interface Baseline {
  /** The folder or revision as it was asked for. */
  readonly name: string;
  /** Its side of the comparison, which runs its own packages. */
  readonly program: URL;
}

/**
 * The side of an earlier build: a checkout that `npm run setup` has built, or a git revision, which is checked out and
 * built below node_modules/.cache the first time (a minute or two).
 *
 * @throws Error when it is neither, or the build fails
 */
export function baselineAt(name: string, log: (line: string) => void): Baseline {
  const folder = existsSync(resolve(name)) ? resolve(name) : checkOut(name, log);
  const file = join(folder, program);
  if (!existsSync(file)) throw new UsageError(`jit: --baseline ${name}: ${folder} has no ${program}`);
  if (!existsSync(join(folder, 'packages/jit/dist/index.js'))) {
    throw new UsageError(`jit: --baseline ${name}: ${folder} is not built; run npm run setup there`);
  }
  return { name, program: pathToFileURL(file) };
}

function checkOut(revision: string, log: (line: string) => void): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  let commit: string;
  try {
    commit = git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  } catch {
    throw new UsageError(`jit: --baseline ${revision} is neither a folder nor a git revision`);
  }
  const folder = join(root, 'node_modules/.cache/hgn-baseline', commit.slice(0, 12));
  if (!existsSync(folder)) {
    log(`baseline ${revision}: checking out`);
    git('worktree', 'add', '--detach', '--force', folder, commit);
  }
  if (!existsSync(join(folder, 'packages/jit/dist/index.js'))) {
    log(`baseline ${revision}: installing and building`);
    execFileSync(process.execPath, ['tools/bootstrap.mjs', 'setup'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    });
  }
  return folder;
}
