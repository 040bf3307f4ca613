import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPacked, type PackedInstall } from '@hgn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeRuntimeInstall } from '../src/engines/names.ts';

/** What `hgn doctor --json` says, run from an installation in an empty folder. */
async function doctor({ folder }: PackedInstall): Promise<{ auto: string; works: string[] }> {
  const bin = join(folder, 'node_modules/@hgn/trainer/dist/bin.js');
  const { stdout } = await promisify(execFile)(process.execPath, [bin, 'doctor', '--json'], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  const { auto, engines } = JSON.parse(stdout) as {
    auto: string;
    engines: { engine: string; works: boolean }[];
  };
  return { auto, works: engines.filter(({ works }) => works).map(({ engine }) => engine) };
}

describe('the packed command in an empty folder', () => {
  let install: PackedInstall | undefined;
  beforeAll(async () => {
    install = await installPacked(['@hgn/trainer']);
  }, 600_000);
  afterAll(() => install?.remove());

  it('takes onnx-wasm as it is, and onnx-cpu after the one line that the READMEs name', async () => {
    if (install === undefined) throw new Error('the packages were not installed');
    const alone = await doctor(install);
    expect(alone.auto).toBe('onnx-wasm');
    expect(alone.works).toContain('tfjs:cpu');
    const [npm, ...args] = nativeRuntimeInstall.split(' ');
    await promisify(execFile)(npm, [...args, '--prefer-offline', '--no-audit'], {
      cwd: install.folder,
      shell: process.platform === 'win32',
    });
    expect((await doctor(install)).auto).toBe('onnx-cpu');
  });
});
