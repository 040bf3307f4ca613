import { installPacked, type PackedInstall } from '@hgn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What `hgn doctor --json` says, run from an installation in an empty folder. */
async function doctor(install: PackedInstall): Promise<{ auto: string; works: string[] }> {
  const { status, stdout, stderr } = await install.run(
    `process.argv = [process.execPath, 'hgn', 'doctor', '--json'];
     const { createRequire } = await import('node:module');
     const manifest = createRequire(process.cwd() + '/here.js').resolve('@hgn/trainer/package.json');
     await import(new URL('dist/bin.js', 'file://' + manifest).href);`,
  );
  if (status !== 0) throw new Error(stderr);
  const { auto, engines } = JSON.parse(stdout) as {
    auto: string;
    engines: { engine: string; works: boolean }[];
  };
  return { auto, works: engines.filter(({ works }) => works).map(({ engine }) => engine) };
}

describe.each([
  { beside: [], auto: 'onnx-wasm' },
  { beside: ['onnxruntime-node@1.30.0'], auto: 'onnx-cpu' },
])('the packed command, installed with $beside beside it', ({ beside, auto }) => {
  let install: PackedInstall;
  beforeAll(async () => {
    install = await installPacked(['@hgn/trainer'], beside);
  });
  afterAll(() => install.remove());

  it(`takes ${auto}`, async () => {
    const found = await doctor(install);
    expect(found.auto).toBe(auto);
    expect(found.works).toContain('tfjs:cpu');
  });
});
