import { installPacked, runInBrowser, type PackedInstall } from '@hgn/testing';
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { methods } from '../src/methods.ts';
import manifest from '../package.json' with { type: 'json' };

// All of this is about what npm would hand out: the tarball, installed alone in an empty folder.
let install: PackedInstall;
beforeAll(async () => {
  install = await installPacked(['@hgn/integrators']);
}, 120_000);
afterAll(() => install.remove());

/** A module of the installed package as a user's bundler would ship it. */
async function bundle(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: install.folder, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['@tensorflow/tfjs-core'],
    write: false,
  });
  return outputFiles[0].text;
}

const gzipped = async (source: string) => gzipSync(await bundle(source), { level: 9 }).length;

test('the whole package, /tfjs with it, is under 30 kB minified and gzipped', async () => {
  const size = await gzipped(`export * from '@hgn/integrators'; export * from '@hgn/integrators/tfjs';`);
  expect(size).toBeLessThan(30_000);
  // Not by accident: all of it is in there.
  expect(size).toBeGreaterThan(10_000);
});

test('ensembles, /ensembles, are under 9 kB with all that they need', async () => {
  const size = await gzipped(`export * from '@hgn/integrators/ensembles';`);
  expect(size).toBeLessThan(9_000);
});

test('what is made for systems of one kind, /systems, is under 16 kB with all that it needs', async () => {
  const size = await gzipped(`export * from '@hgn/integrators/systems';`);
  expect(size).toBeLessThan(16_000);
  expect(size).toBeGreaterThan(4_000);
});

test('all entries together are under 47 kB: /systems adds under 12.5 kB to the main entry, /ensembles under 5 kB', async () => {
  const entry = (name = '') => `export * from '@hgn/integrators${name}';`;
  const [main, systems, ensembles, all] = await Promise.all(
    [
      entry(),
      entry() + entry('/systems'),
      entry() + entry('/ensembles'),
      ['', '/tfjs', '/systems', '/ensembles'].map(entry).join(''),
    ].map(gzipped),
  );
  expect(systems - main).toBeLessThan(12_500);
  expect(ensembles - main).toBeLessThan(5_000);
  expect(all).toBeLessThan(47_000);
});

test('integrate and leapfrog alone are under 3 kB', async () => {
  const size = await gzipped(
    `import { integrate, leapfrog } from '@hgn/integrators'; console.log(integrate, leapfrog);`,
  );
  expect(size).toBeLessThan(3_000);
});

test('it has no dependencies, and the main entry imports nothing from outside', async () => {
  expect('dependencies' in manifest).toBe(false);
  expect(Object.keys(manifest.peerDependencies)).toEqual(Object.keys(manifest.peerDependenciesMeta));
  expect(await bundle(`export * from '@hgn/integrators';`)).not.toMatch(
    /\bfrom\s*["']|\bimport\s*\(|require\(/,
  );
});

test('it installs alone in an empty folder and runs in Node', async () => {
  const { status, stdout, stderr } = await install.run(`
    import { readdirSync } from 'node:fs';
    import { integrate, leapfrog } from '@hgn/integrators';
    const pendulum = {
      separable: true,
      dHdq: (q, p, out) => ((out[0] = Math.sin(q[0])), out),
      dHdp: (q, p, out) => ((out[0] = p[0]), out),
    };
    const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
    const { q, t } = integrate(leapfrog, pendulum, start, { dt: 0.1, steps: 1000 });
    console.log(q.length, t.length, readdirSync('node_modules').filter((name) => !name.startsWith('.')).join());
  `);
  expect(stderr).toBe('');
  expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: '1001 1001 @hgn' });
});

test('every method takes the same steps in a browser as in Node', async () => {
  const module = `
    import { methods, integrate } from '@hgn/integrators';
    const spring = {
      separable: true,
      quadraticKinetic: true,
      dHdq: (q, p, out) => ((out[0] = 1.5 * q[0]), out),
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
    };
    const start = { q: Float64Array.of(1), p: Float64Array.of(0.3) };
    export const main = () =>
      Object.values(methods).map((method) => integrate(method, spring, start, { dt: 0.1, steps: 50 }).q[50]);
  `;
  const { stdout } = await install.run(
    module.replace('export const main =', 'const main =') + 'console.log(JSON.stringify(main()));',
  );
  const here = JSON.parse(stdout) as number[];
  const there = (await runInBrowser(module, { folder: install.folder, conditions: [] })) as number[];
  expect(here.length).toBe(Object.keys(methods).length);
  here.forEach((value, i) => expect(Math.abs(value - there[i])).toBeLessThan(1e-12));
});
