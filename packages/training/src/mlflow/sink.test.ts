import { describe, expect, it } from 'vitest';
import { mlflowStandIn } from '@hgn/testing';
import { mlflowSink, type MlflowOptions } from './sink.ts';

const start = Date.UTC(2030, 0, 1);

/** Options whose clock is moved by hand. */
function options(url: string, changes: Partial<MlflowOptions> = {}) {
  const time = { now: start };
  const failures: string[] = [];
  return {
    time,
    failures,
    options: {
      url,
      experiment: 'springs',
      name: 'runs/first',
      clock: () => time.now,
      onFailure: ({ message }: Error) => void failures.push(message),
      ...changes,
    },
  };
}

/** Lets requests that are on their way arrive. */
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resume) => setTimeout(resume, 2));
};

describe('mlflowSink', () => {
  it('records a run: experiment, parameters, metrics by step, status and tags', async () => {
    const server = await mlflowStandIn();
    const {
      options: given,
      time,
      failures,
    } = options(`${server.url}/`, {
      params: { 'optimiser.learningRate': '0.003', 'model.encoder': 'x'.repeat(900) },
      tags: { engine: 'onnx-cpu' },
      headers: { authorization: 'Bearer secret' },
    });
    const sink = mlflowSink(given);
    await sink.write({ step: 1, loss: 0.5, kl: NaN });
    time.now += 1500;
    await sink.write({ step: 2, loss: 0.25 });
    await sink.write({ step: 2, mse: 0.125 }, 'evaluation');
    await sink.finish('FINISHED', { report: 'file:///runs/first/report.html' });

    expect(failures).toEqual([]);
    expect(sink.runId).toBe('run1');
    const [run] = server.runs;
    expect(run).toMatchObject({
      experiment: 'springs',
      name: 'runs/first',
      status: 'FINISHED',
      endTime: start + 1500,
    });
    expect(Object.fromEntries(run.params)).toEqual({
      'optimiser.learningRate': '0.003',
      'model.encoder': 'x'.repeat(500),
    });
    expect(Object.fromEntries(run.tags)).toEqual({
      engine: 'onnx-cpu',
      report: 'file:///runs/first/report.html',
    });
    expect(run.metrics).toEqual([
      { key: 'loss', value: 0.5, timestamp: start, step: 1 },
      { key: 'loss', value: 0.25, timestamp: start + 1500, step: 2 },
      { key: 'evaluation/mse', value: 0.125, timestamp: start + 1500, step: 2 },
    ]);
    expect([...server.authorizations]).toEqual(['Bearer secret']);
  });

  it('stays within the limits of one call', async () => {
    const server = await mlflowStandIn();
    const params = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, String(i)]));
    const { options: given, failures } = options(server.url, { params });
    const sink = mlflowSink(given);
    for (let step = 1; step <= 2500; step++) await sink.write({ step, loss: 1 / step });
    await sink.close();
    expect(failures).toEqual([]);
    expect(server.runs[0].params.size).toBe(250);
    expect(server.runs[0].metrics.map(({ step }) => step)).toEqual(
      Array.from({ length: 2500 }, (_, i) => i + 1),
    );
  });

  it('goes on with the run of an earlier sitting, and with a new one when the server lost it', async () => {
    const server = await mlflowStandIn();
    const first = mlflowSink({ ...options(server.url, { params: { steps: '10' } }).options });
    await first.write({ step: 10, loss: 1 });
    await first.finish('KILLED');
    const seen: string[] = [];
    const again = options(server.url, {
      runId: first.runId ?? '',
      params: { steps: '20' },
      onRun: (id) => void seen.push(id),
    });
    const second = mlflowSink(again.options);
    await second.write({ step: 20, loss: 0.5 });
    await until(() => server.runs[0].status === 'RUNNING');
    await second.close();
    expect(again.failures).toEqual([]);
    expect(server.runs).toHaveLength(1);
    expect(server.runs[0].metrics.map(({ step }) => step)).toEqual([10, 20]);
    expect(server.runs[0].status).toBe('FINISHED');

    const lost = mlflowSink({ ...again.options, runId: 'gone' });
    await lost.write({ step: 30, loss: 0.25 });
    await lost.close();
    expect(server.runs).toHaveLength(2);
    expect(seen).toEqual(['run1', 'run2']);
    expect(again.failures).toEqual([]);
  });

  it('says once that nobody answers, and neither waits nor throws', async () => {
    const { options: given, failures, time } = options('http://127.0.0.1:9');
    const sink = mlflowSink(given);
    for (let step = 1; step <= 100; step++) {
      time.now += 60_000;
      await sink.write({ step, loss: 1 });
    }
    await sink.finish('FINISHED');
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^no answer from http:\/\/127\.0\.0\.1:9 \(/);
    expect(sink.runId).toBeUndefined();
  });

  it('loses nothing while the server is broken for a while', async () => {
    const server = await mlflowStandIn();
    const { options: given, failures, time } = options(server.url);
    const sink = mlflowSink(given);
    await sink.write({ step: 1, loss: 1 });
    await until(() => server.runs[0]?.metrics.length === 1);
    server.broken = 503;
    for (let step = 2; step <= 9; step++) {
      await sink.write({ step, loss: 1 });
      time.now += 3000;
      await new Promise((resume) => setTimeout(resume, 5));
    }
    // Tried at once, and again after ten seconds: not at every write.
    const attempts = server.requests.filter((path) => path.endsWith('log-batch')).length;
    expect(attempts).toBeLessThanOrEqual(5);
    server.broken = undefined;
    await sink.close();
    expect(server.runs[0].metrics.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(failures).toEqual(['runs/log-batch was answered with 503: the database is away']);
  });

  it('asks again at once when a connection was closed at the other end', async () => {
    const server = await mlflowStandIn();
    let calls = 0;
    const flaky: typeof fetch = (...request) => {
      const reset = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      return calls++ % 2 === 0
        ? Promise.reject(new TypeError('fetch failed', { cause: reset }))
        : fetch(...request);
    };
    const { options: given, failures } = options(server.url, { fetch: flaky });
    const sink = mlflowSink(given);
    await sink.write({ step: 1, loss: 1 });
    await sink.close();
    expect(failures).toEqual([]);
    expect(server.runs[0]).toMatchObject({ status: 'FINISHED', metrics: [{ step: 1 }] });
  });

  it('does not try again what the server will never take', async () => {
    const server = await mlflowStandIn();
    const { options: given, failures } = options(server.url);
    const sink = mlflowSink(given);
    await sink.write({ step: 1, 'loss(%)': 1 });
    await until(() => failures.length === 1);
    await sink.write({ step: 2, loss: 1 });
    await sink.close();
    expect(failures).toEqual(['runs/log-batch was answered with 400: loss(%)']);
    expect(server.runs[0].metrics.map(({ step }) => step)).toEqual([2]);
  });

  it('names what it got when something else than MLflow answers', async () => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response('<h1>Welcome</h1>'));
    const { options: given, failures } = options('http://localhost', { fetch });
    const sink = mlflowSink(given);
    await sink.write({ step: 1, loss: 1 });
    await sink.close();
    expect(failures).toEqual(['experiments/get-by-name was answered with 200: <h1>Welcome</h1>']);
  });

  it('makes no run when nothing was measured', async () => {
    const server = await mlflowStandIn();
    await mlflowSink(options(server.url).options).finish('FAILED');
    expect(server.requests).toEqual([]);
  });
});
