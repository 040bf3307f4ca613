import { gzipSync } from 'node:zlib';
import { installPacked, runInBrowser } from '@hgn/testing';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { bundle } from './helpers/bundle.ts';

const gzipped = async (source: string) => gzipSync(await bundle(source), { level: 9 }).length;

test('integrate and leapfrog alone are under 3 kB', async () => {
  const size = await gzipped(
    `import { integrate, leapfrog } from './src/index.ts'; console.log(integrate, leapfrog);`,
  );
  expect(size).toBeLessThan(3_000);
});

test('the manifest has no dependencies, and the main entry imports nothing from outside', async () => {
  expect('dependencies' in manifest).toBe(false);
  expect(await bundle(`export * from './src/index.ts';`)).not.toMatch(
    /\bfrom\s*["']|\bimport\s*\(|require\(/,
  );
});

test('the packed package installs alone in an empty folder and runs', async () => {
  const installed = await installPacked(['@hgn/integrators']);
  try {
    const { status, stdout, stderr } = await installed.run(`
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
  } finally {
    installed.remove();
  }
});

test('every method takes the same steps in a browser', async () => {
  const source = `
    import { methods, integrate } from './src/index.ts';
    const pendulum = {
      separable: true,
      quadraticKinetic: true,
      dHdq: (q, p, out) => ((out[0] = 1.5 * q[0]), out),
      dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
    };
    const start = { q: Float64Array.of(1), p: Float64Array.of(0.3) };
    export const main = () =>
      Object.values(methods).map((method) => integrate(method, pendulum, start, { dt: 0.1, steps: 50 }).q[50]);
  `;
  const here = (await import(`data:text/javascript,${encodeURIComponent(await bundle(source))}`)) as {
    main: () => number[];
  };
  const there = await runInBrowser(source, { folder: fileURLToPath(new URL('..', import.meta.url)) });
  const browser = there as number[];
  here.main().forEach((value, i) => expect(Math.abs(value - browser[i])).toBeLessThan(1e-12));
});
