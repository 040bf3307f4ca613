import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate, type RedisServer, startRedis, withRedis } from '@hgn/testing/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnInShell } from '../../../test/child.ts';
import { hgn } from '../../../test/io.ts';
import { connectionOf } from './connection.ts';
import { openTrialQueue } from './trialQueue.ts';
import { workOn } from './workOn.ts';

describe.skipIf(!withRedis)('a queue over TLS', () => {
  let server: RedisServer;
  let folder: string;
  let authority: string;
  const env = { HGN_REDIS_PASSWORD: 'a word' };
  const sweep = 'name: s\nseeds: [1]\nsystems: [mass-spring]\nmodels: [{ name: HGN }]\n';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hgn-'));
    const certificate = makeCertificate(folder);
    authority = certificate.authority;
    server = await startRedis(['--requirepass', env.HGN_REDIS_PASSWORD], certificate);
    await writeFile(join(folder, 's.yaml'), sweep);
    await writeFile(join(folder, 'password'), `${env.HGN_REDIS_PASSWORD}\n`);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('is trusted by NODE_EXTRA_CA_CERTS, with a password from a file', async () => {
    const line = `NODE_EXTRA_CA_CERTS=ca.pem HGN_REDIS_PASSWORD_FILE=$PWD/password exec "$@"`;
    const status = ['sweep', 'status', 's.yaml', '--queue', server.url];
    const child = spawnInShell(line, status, folder);
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.written.stdout).toMatch(/\nqueue: 0 waiting, 0 running/);
  });

  it('carries tasks and answers', async () => {
    const address = await connectionOf(server.url, { env });
    const connection = { ...address, tls: { ca: await readFile(authority) } };
    const stop = new AbortController();
    const quiet = { stderr: { write: () => undefined }, signal: stop.signal };
    const queue = await openTrialQueue<number, number>('numbers', connection, quiet);
    const worker = workOn<number, number>(
      'numbers',
      connection,
      { name: 'w', concurrency: 1, stalledAfter: 30, untilEmpty: false },
      ({ task }) => Promise.resolve(task + 1),
      quiet,
    );
    expect(await queue.ask({ id: 'one', task: 1, urgency: 0 })).toEqual({ result: 2 });
    stop.abort();
    expect(await worker).toBe(1);
    await queue.close();
  });

  it.each([
    [
      'whose authority nobody trusts',
      (url: string) => url,
      env,
      /: self-signed certificate in certificate chain; .* NODE_EXTRA_CA_CERTS/,
    ],
    [
      'that is asked without TLS',
      (url: string) => url.replace('rediss', 'redis'),
      env,
      /: .*ECONNRESET; one that speaks TLS needs rediss:/,
    ],
  ])('%s is refused in one line', async (_name, address, environment, says) => {
    const queue = address(server.url);
    const { code, stderr } = await hgn(['worker', 's', '--queue', queue], { cwd: folder, env: environment });
    expect(code).toBe(1);
    expect(stderr).toMatch(/hgn worker: --queue: the server at localhost:\d+ cannot be used: [^\n]*\n$/);
    expect(stderr).toMatch(says);
  });

  it('whose certificate has another name is refused', async () => {
    const { connect } = await import('./connection.ts');
    const address = await connectionOf(server.url.replace('localhost', '127.0.0.1'), { env });
    const connection = { ...address, tls: { ca: await readFile(authority) } };
    await expect(connect(connection, { stderr: { write: () => undefined } })).rejects.toThrow(
      /cannot be used: Hostname\/IP does not match certificate's altnames/,
    );
  });

  it('that is none is told from one that is', async () => {
    const plain = await startRedis();
    try {
      const queue = plain.url.replace('redis:', 'rediss:');
      const { code, stderr } = await hgn(['worker', 's', '--queue', queue], { cwd: folder });
      expect(code).toBe(1);
      expect(stderr).toMatch(/cannot be used: .*no answer; one that does not speak TLS needs redis:\/\/\n$/);
    } finally {
      await plain.stop();
    }
  });
});
