import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';

/** Runs a command in a fresh process and lists which heavy packages it loaded. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module';
    import { run } from ${JSON.stringify(fileURLToPath(new URL('./run.ts', import.meta.url)))};
    const nowhere = { write() {} };
    await run(${JSON.stringify(args)}, {
      stdout: nowhere, stderr: nowhere, clock: { now: () => 0 }, cwd: process.cwd(), env: {},
      signal: new AbortController().signal, isTTY: false, columns: 80,
    });
    const files = Object.keys(createRequire(import.meta.url).cache);
    process.stdout.write(JSON.stringify(['tfjs-core', 'onnxruntime-node'].filter((name) => files.some((file) => file.includes(name)))));
    process.exit(0);
  `;
  const options = [
    '--conditions=@hgn/source',
    '--import',
    import.meta.resolve('tsx'),
    '--input-type=module',
    '-e',
    script,
  ];
  const cwd = await temporaryFolder();
  return JSON.parse(execFileSync(process.execPath, options, { cwd, encoding: 'utf8' })) as string[];
}

it('help and simulate load no machine learning', async () => {
  expect(await loadedBy('--help')).toEqual([]);
  expect(await loadedBy('train', '--help')).toEqual([]);
  expect(await loadedBy('simulate', 'pendulum', '--trajectories', '1')).toEqual([]);
  // The same look finds them where they are used.
  expect(await loadedBy('doctor')).toEqual(['tfjs-core', 'onnxruntime-node']);
});
