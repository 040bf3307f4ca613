import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';

it('hgn doctor --run reads all of a run, and names what is not as it was written', async () => {
  const cwd = await temporaryFolder();
  await hgn(['train', ...tiny, '--steps', '2', '--no-report', '--out', 'x'], { cwd });
  const whole = await hgn(['doctor', '--run', 'x', '--json'], { cwd });
  expect(whole.stderr).toBe('');
  const { intact, findings } = JSON.parse(whole.stdout) as { intact: boolean; findings: { what: string }[] };
  expect(intact).toBe(true);
  expect(findings.map(({ what }) => what)).toEqual([
    'config.yaml',
    'run.json',
    'test.npz',
    'checkpoints',
    'metrics.jsonl',
    'export',
  ]);
  for (const [file, what] of [
    ['checkpoints/step-00000002.safetensors', 'checkpoints'],
    ['export/decode.onnx', 'export'],
    ['test.npz', 'test.npz'],
  ]) {
    const path = join(cwd, 'x', file);
    const bytes = await readFile(path);
    const changed = Buffer.from(bytes);
    changed[changed.length >> 1] ^= 1;
    await writeFile(path, changed);
    const { code, stdout, stderr } = await hgn(['doctor', '--run', 'x'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^WRONG  ${what} `, 'm'));
    expect(stderr).toMatch(new RegExp(`x: 1 thing not as written: ${what}`));
    await writeFile(path, bytes);
  }
  await appendFile(join(cwd, 'x/config.yaml'), '# mine\n');
  expect((await hgn(['doctor', '--run', 'x'], { cwd })).stdout).toMatch(
    /WRONG {2}config\.yaml +is not as hgn wrote it/,
  );
  expect((await hgn(['doctor', '--run', 'nowhere'], { cwd })).code).toBe(2);
});
