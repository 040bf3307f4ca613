import { runPnpm, root } from '../../../check/src/process.ts';
import { publicPackages } from '../../../check/src/workspace.ts';
import type { StepOutcome } from '../step.ts';

/** Licences that ask for no more than to be named. */
const permissive = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Zlib',
  'Python-2.0',
];

/** Packages that users get under a licence that asks for more, with the reason why that is fine. */
const allowed: Readonly<Record<string, string>> = {
  h5wasm: 'public domain of NIST, which asks to be named and its notice kept',
};

/** Looks at the licence of everything that is installed with our packages. */
export async function checkLicences(): Promise<StepOutcome> {
  const { status, stdout, output } = await runPnpm(
    [
      'licenses',
      'list',
      '--prod',
      '--json',
      ...publicPackages().flatMap(({ manifest }) => ['--filter', manifest.name]),
    ],
    root,
  );
  if (status !== 0) return { problems: [`pnpm licenses failed\n${output}`], note: '' };
  const found = JSON.parse(stdout) as Record<string, { name: string; versions?: string[] }[]>;
  const packages = Object.entries(found).flatMap(([licence, list]) =>
    list.map(({ name }) => ({ licence, name })),
  );
  return {
    problems: packages
      .filter(
        ({ licence, name }) =>
          !isPermissive(licence) && !Object.hasOwn(allowed, name) && !name.startsWith('@hgn/'),
      )
      .map(
        ({ licence, name }) =>
          `${name}: its licence is ${licence}; find another package, or say in licences.ts why it is fine`,
      ),
    note: `${packages.length} packages`,
  };
}

/** Whether a licence, or one of several to choose from, is permissive. */
export function isPermissive(licence: string): boolean {
  const plain = licence.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' AND ')) return plain.split(' AND ').every(isPermissive);
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isPermissive);
  return permissive.includes(plain.trim());
}
