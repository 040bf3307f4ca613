import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPacked, type PackedInstall } from '@hgn/testing';
import { hasWideVectors, nativeTarget } from '@hgn/jit';
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

  it('takes its own executor; where there is none, onnx-wasm, and onnx-cpu after the line that the READMEs name', async () => {
    if (install === undefined) throw new Error('the packages were not installed');
    const whole = await doctor(install);
    const fastest = hasWideVectors(nativeTarget()) ? 'native' : 'onnx-wasm';
    expect(whole.auto).toBe(fastest);
    // As on systems that it is not built for.
    const addons = join(install.folder, 'node_modules/@hgn/jit/native/prebuilds');
    await rm(join(addons, `${process.platform}-${process.arch}`), { recursive: true, force: true });
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
