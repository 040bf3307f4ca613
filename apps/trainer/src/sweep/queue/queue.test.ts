import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnHgn, until } from '../../../test/child.ts';
import { temporaryFolder } from '../../../test/folder.ts';
import { hgn } from '../../../test/io.ts';
import { type RedisServer, startRedis, withRedis } from '@hgn/testing/redis';
import { tinyValues } from '../../../test/tiny.ts';
import { InterruptedError } from '../../errors.ts';
import type { TrialRecord } from '../../experiment/trials/record.ts';
import { connectionOf, loadQueueLibraries } from './connection.ts';
import { openLook } from './look.ts';
import { prefix, queueName } from './names.ts';
import { openTrialQueue } from './trialQueue.ts';
import { type Assignment, workOn } from './workOn.ts';

describe('the address of a queue', () => {
  it.each([
    ['redis://user@oak:7000/3', { host: 'oak', port: 7000, db: 3, username: 'user', password: 'secret' }],
    ['rediss://[::1]', { host: '::1', port: 6379, tls: {} }],
    ['valkey://oak', { host: 'oak' }],
  ])('%s', async (address, wanted) => {
    expect(await connectionOf(address, { env: { HGN_REDIS_PASSWORD: 'secret' } })).toMatchObject(wanted);
  });

  it('takes its password from a file as well, and never from the address', async () => {
    const file = join(await temporaryFolder(), 'word');
    await writeFile(file, 'from a file\n');
    expect(await connectionOf('redis://oak', { env: { HGN_REDIS_PASSWORD_FILE: file } })).toMatchObject({
      password: 'from a file',
    });
    const { code, stderr } = await hgn(['worker', 'x', '--queue', 'redis://:secret@oak']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/the address must have no password.*HGN_REDIS_PASSWORD/);
    expect(stderr).not.toContain('secret');
    for (const wrong of ['oak:6379', 'http://oak', 'redis://oak/x']) {
      expect((await hgn(['worker', 'x', '--queue', wrong])).code).toBe(2);
    }
  });

  it('that nobody listens at is told at once', async () => {
    const { code, stderr } = await hgn(['worker', 'x', '--queue', 'redis://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--queue: the server at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/);
  });
});

describe.skipIf(!withRedis)('a queue', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const quiet = { stderr: { write: () => undefined } };
  const options = { concurrency: 2, stalledAfter: 1, untilEmpty: false };

  it('gives every task one answer, though the server is killed and a worker is stopped', async () => {
    const connection = await connectionOf(server.url, { env: {} });
    const queue = await openTrialQueue<number, number>('numbers', connection, quiet);
    const stops = [new AbortController(), new AbortController()];
    let done = 0;
    const square = async ({ task }: Assignment<number>, stop: AbortController): Promise<number> => {
      await new Promise((resume) => setTimeout(resume, 20));
      if (stop.signal.aborted) throw new InterruptedError('stopped');
      done++;
      return task * task;
    };
    const workers = stops.map((stop, index) =>
      workOn<number, number>(
        'numbers',
        connection,
        { ...options, name: `worker ${index}` },
        (each) => square(each, stop),
        {
          ...quiet,
          signal: stop.signal,
        },
      ),
    );
    const answers = Array.from({ length: 60 }, async (_, i) => {
      const answer = await queue.ask({ id: `task:${i}`, task: i, urgency: i % 2 });
      return 'result' in answer ? answer.result : answer.failure;
    });
    await until(() => done > 10);
    await server.restart();
    await until(() => done > 20);
    stops[0].abort();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 60 }, (_, i) => i * i));
    stops[1].abort();
    const counts = await Promise.all(workers);
    expect(counts[0] + counts[1]).toBeGreaterThanOrEqual(60);
    await queue.close();
    const look = await openLook('numbers', server.url, { ...quiet, env: {} } as never);
    await until(async () => (await look.now()).active.length === 0);
    expect(await look.now()).toMatchObject({ waiting: 0, active: [] });
    await look.close();
  });

  it('asks again for what the server forgot, and says so when it takes nothing more', async () => {
    const connection = await connectionOf(server.url, { env: {} });
    const queue = await openTrialQueue<number, number>('forgotten', connection, quiet, { lookEvery: 0.1 });
    const { bullmq, Client } = await loadQueueLibraries();
    const client = new Client({ ...connection });
    const other = new bullmq.Queue(queueName('forgotten'), { connection: client, prefix });
    const answer = queue.ask({ id: 'one', task: 1, urgency: 0 });
    await until(async () => (await other.getWaitingCount()) === 1);
    await other.obliterate();
    await until(async () => (await other.getWaitingCount()) === 1);
    const stop = new AbortController();
    const io = { ...quiet, signal: stop.signal };
    const worker = workOn<number, number>(
      'forgotten',
      connection,
      { ...options, name: 'w' },
      ({ task }) => Promise.resolve(task + 1),
      io,
    );
    expect(await answer).toEqual({ result: 2 });
    stop.abort();
    expect(await worker).toBe(1);

    await client.config('SET', 'maxmemory', '1');
    try {
      const refused = [1, 2].map((task) => queue.ask({ id: `task ${task}`, task, urgency: 0 }));
      for (const each of refused) await expect(each).rejects.toThrow(/OOM command not allowed/);
    } finally {
      await client.config('SET', 'maxmemory', '0');
    }
    await queue.close();
    await other.close();
    client.disconnect();
  });

  it('runs a sweep to the results of a local run, each recorded once, when a worker is killed', async () => {
    const cwd = await temporaryFolder();
    const values = JSON.stringify({ ...tinyValues, threads: 1 });
    const sweep = (name: string): string => `
name: ${name}
seeds: [1]
systems: [mass-spring]
set: ${values.replace(/"training":\{/, '"training":{"steps":40,')}
models: [{ name: HGN }]
search: { method: latin-hypercube, trials: 2, over: { optimiser.learningRate: { from: 0.001, to: 0.01, scale: log } } }
`;
    await writeFile(join(cwd, 'here.yaml'), sweep('here'));
    await writeFile(join(cwd, 'there.yaml'), sweep('there'));
    expect((await hgn(['sweep', 'here.yaml', '--json'], { cwd })).code).toBe(0);

    const worker = ['worker', 'there', '--queue', server.url, '--stalled-after', '1'];
    const first = spawnHgn(worker, cwd);
    const all = hgn(['sweep', 'there.yaml', '--queue', server.url, '--json'], { cwd });
    await until(() => /train {2}\d/.test(first.written.stderr));
    first.process.kill('SIGKILL');
    const second = spawnHgn(worker, cwd);
    const outcome = await all;
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ counts: { finished: 2 }, steps: 80 });
    second.process.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(second.written.stdout).toMatch(/: 2 trials done\n$/);
    const measured = async (name: string, model: number): Promise<object> => {
      const text = await readFile(join(cwd, name, `trials/mass-spring--hgn-${model}--seed-1.json`), 'utf8');
      const { timings, experiment, machine, ...rest } = JSON.parse(text) as TrialRecord & { timings: object };
      return [typeof timings, typeof experiment, typeof machine, rest];
    };
    for (const model of [1, 2]) expect(await measured('there', model)).toEqual(await measured('here', model));
    const status = await hgn(['sweep', 'status', 'there.yaml', '--queue', server.url], { cwd });
    expect(status.stdout).toMatch(
      /there: 2 trials: 2 finished; 80 steps in all\nqueue: 0 waiting, 0 running/,
    );
  });
});
