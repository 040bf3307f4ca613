import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { spawnHgn, until } from '../../test/child.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';

it('prints the address, serves the runs of the folder, and ends well on Ctrl-C', async () => {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, 'runs/spring'), { recursive: true });
  await writeFile(join(cwd, 'runs/spring/run.json'), '{"status":"finished"}');
  const child = spawnHgn(['view', '--no-open', '--port', '0'], cwd);
  await until(() => child.written.stdout.includes('\n'));
  const address = child.written.stdout.trim();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const { runs } = (await (await fetch(`${address}api/runs`)).json()) as { runs: object[] };
  expect(runs).toMatchObject([{ id: 'spring', status: 'finished' }]);
  child.process.kill('SIGINT');
  expect((await child.ended).code).toBe(0);
  expect(child.written.stderr).toContain('showing runs');
  expect(child.written.stderr).toContain('the viewer ends');
});

it('says the address as JSON', async () => {
  const cwd = await temporaryFolder();
  const stop = new AbortController();
  const said = hgn(['view', '--json', '--port', '0'], {
    cwd,
    signal: stop.signal,
    stdout: { write: () => stop.abort() },
  });
  expect((await said).code).toBe(0);
});

it('says what is wrong with a folder or a port', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'notes'), '');
  expect((await hgn(['view', 'rums'], { cwd })).stderr).toMatch(/rums: no such folder; name a run/);
  expect((await hgn(['view', 'notes'], { cwd })).stderr).toMatch(/notes: is a file, not a folder/);
  expect((await hgn(['view', '--port', '70000'], { cwd })).stderr).toMatch(/at most 65535/);
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await new Promise((resume) => taken.once('listening', resume));
  const { port } = taken.address() as AddressInfo;
  const refused = await hgn(['view', '--no-open', '--port', String(port)], { cwd });
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining(`port ${port} is taken by another program; choose another`),
  ]);
});
