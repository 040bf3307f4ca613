import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { runCommand } from '@hgn/testing';
import type { Tarballs } from './packAll.ts';

/** A registry on the loopback address that has our packages and no others. */
export interface LocalRegistry {
  /** What package managers are told by, as variables of their environment: our scope is here, all else where it was. */
  readonly env: NodeJS.ProcessEnv;
  /** The same as lines of an `.npmrc`. */
  readonly npmrc: string;
  /** The version of each package. */
  readonly versions: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** Serves tarballs as if they were published, so that install lines run as they are written. */
export async function serveRegistry(tarballs: Tarballs): Promise<LocalRegistry> {
  const packages = new Map<string, (address: string) => string>();
  const files = new Map<string, Uint8Array>();
  const versions = new Map<string, string>();
  const all = createHash('sha256');
  for (const [name, tarball] of [...tarballs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = readFileSync(tarball);
    const file = basename(tarball);
    all.update(bytes);
    files.set(`/-/${file}`, bytes);
    const manifest = await manifestOf(tarball);
    const { version } = manifest;
    versions.set(name, version);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    packages.set(name, (address) =>
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { ...manifest, dist: { integrity, tarball: `${address}-/${file}` } } },
      }),
    );
  }
  // A package manager may keep what an address once gave: other tarballs have another address.
  const base = `/${all.digest('hex').slice(0, 16)}`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
    const here = `http://${request.headers.host ?? ''}${base}/`;
    const rest = path.startsWith(base) ? path.slice(base.length) : '';
    const body = files.get(rest) ?? packages.get(rest.slice(1))?.(here);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
      'cache-control': 'no-store',
    });
    response.end(body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}/`;
  return {
    env: { 'npm_config_@hgn:registry': address },
    npmrc: `@hgn:registry=${address}\n`,
    versions,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The package.json within a tarball: there versions stand where the repository's says `workspace:` and `catalog:`. */
async function manifestOf(tarball: string): Promise<{ readonly version: string }> {
  const { status, stdout, stderr } = await runCommand(
    'tar',
    ['-xzOf', basename(tarball), 'package/package.json'],
    { cwd: dirname(tarball) },
  );
  if (status !== 0) throw new Error(`serveRegistry: ${tarball} has no package.json\n${stderr}`);
  return JSON.parse(stdout) as { version: string };
}
