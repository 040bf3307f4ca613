import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import type { Outcome } from '../check.ts';
import { root } from '../process.ts';

/** What tools ask for by such a name, and what is named after a command or a package. */
const exceptions = [
  /(^|\/)[a-z]+(\.[a-z]+)*\.config\.(js|ts)$/,
  /^findings\//,
  /^packages\/jit\/test\/fixtures\//,
];

/** Every file that git knows, relative to the repository's folder. */
function trackedFiles(): string[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\0')
    .filter((file) => file !== '');
}

/** Checks that modules are named in camelCase, in TypeScript and in JavaScript. */
export function checkNames(): Outcome {
  const modules = trackedFiles().filter((file) => /\.(ts|mjs|js)$/.test(file));
  return {
    problems: modules
      .filter((file) => !isWellNamed(file))
      .map((file) => `${file}: name it in camelCase, as what it exports`),
    note: `${modules.length} modules`,
  };
}

/** `leapfrog.ts`, `leapfrog.test.ts`, `omggif.d.ts`; words after the name say what kind of module it is. */
export function isWellNamed(file: string): boolean {
  return (
    exceptions.some((exception) => exception.test(file)) ||
    /^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*\.(ts|mjs|js)$/.test(basename(file))
  );
}
