import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** A metric as MLflow stores it. */
export interface StoredMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** A run as MLflow stores it. */
export interface StoredRun {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  status: string;
  endTime: number | undefined;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly metrics: StoredMetric[];
}

/** A server that speaks as much of MLflow's REST API 2.0 as logging a run needs, with its limits. */
export interface MlflowStandIn {
  readonly url: string;
  readonly runs: readonly StoredRun[];
  /** Method and path of every request, in order. */
  readonly requests: string[];
  /** Authorization headers seen. */
  readonly authorizations: Set<string | undefined>;
  /** While set, every request is answered with this status. */
  broken: number | undefined;
}

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Starts the server on a free loopback port; it ends with the test. */
export async function mlflowStandIn(): Promise<MlflowStandIn> {
  const experiments = new Map<string, string>();
  const runs: StoredRun[] = [];
  const requests: string[] = [];
  const authorizations = new Set<string | undefined>();
  const standIn = { url: '', runs, requests, authorizations, broken: undefined as number | undefined };

  const runOf = (body: Body): StoredRun => {
    const run = runs.find(({ id }) => id === body.run_id);
    if (run === undefined)
      throw new Refusal('RESOURCE_DOES_NOT_EXIST', `Run '${String(body.run_id)}' not found`);
    return run;
  };
  const handlers: Readonly<Record<string, (body: Body) => object>> = {
    'GET experiments/get-by-name': ({ experiment_name: name }) => {
      const id = experiments.get(String(name));
      if (id === undefined) throw new Refusal('RESOURCE_DOES_NOT_EXIST', 'Could not find experiment');
      return { experiment: { experiment_id: id, name } };
    },
    'POST experiments/create': ({ name }) => {
      if (experiments.has(String(name))) throw new Refusal('RESOURCE_ALREADY_EXISTS', 'exists');
      const id = String(experiments.size + 1);
      experiments.set(String(name), id);
      return { experiment_id: id };
    },
    'POST runs/create': ({ experiment_id, run_name, start_time, tags }) => {
      const experiment = [...experiments].find(([, id]) => id === experiment_id)?.[0];
      if (experiment === undefined) throw new Refusal('RESOURCE_DOES_NOT_EXIST', 'No experiment');
      if (!Number.isInteger(start_time)) throw new Refusal('INVALID_PARAMETER_VALUE', 'start_time');
      const run: StoredRun = {
        id: `run${runs.length + 1}`,
        experiment,
        name: String(run_name),
        status: 'RUNNING',
        endTime: undefined,
        params: new Map(),
        tags: new Map((tags as Pair[]).map(({ key, value }) => [key, value])),
        metrics: [],
      };
      runs.push(run);
      return { run: { info: { run_id: run.id } } };
    },
    'POST runs/log-batch': (body) => {
      const run = runOf(body);
      const { metrics = [], params = [] } = body as { metrics?: StoredMetric[]; params?: Pair[] };
      if (metrics.length > 1000 || params.length > 100)
        throw new Refusal('INVALID_PARAMETER_VALUE', 'too many');
      for (const { key, value } of params) {
        if (value.length > 500) throw new Refusal('INVALID_PARAMETER_VALUE', `${key} is too long`);
        if ((run.params.get(key) ?? value) !== value)
          throw new Refusal('INVALID_PARAMETER_VALUE', `${key} differs`);
        run.params.set(key, value);
      }
      for (const { key, value, timestamp, step } of metrics) {
        if (!/^[\w\-. /:]+$/.test(key) || typeof value !== 'number')
          throw new Refusal('INVALID_PARAMETER_VALUE', key);
        if (!Number.isInteger(timestamp) || !Number.isInteger(step))
          throw new Refusal('INVALID_PARAMETER_VALUE', key);
      }
      run.metrics.push(...metrics);
      return {};
    },
    'POST runs/set-tag': (body) => {
      runOf(body).tags.set(String(body.key), String(body.value));
      return {};
    },
    'POST runs/update': (body) => {
      const run = runOf(body);
      run.status = String(body.status);
      if (body.end_time !== undefined) run.endTime = Number(body.end_time);
      return { run_info: {} };
    },
  };

  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const path = pathname.replace('/api/2.0/mlflow/', '');
      requests.push(`${request.method} ${path}`);
      authorizations.add(request.headers.authorization);
      const text = await textOf(request);
      const answer = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (standIn.broken !== undefined) {
        answer(standIn.broken, { error_code: 'INTERNAL_ERROR', message: 'the database is away' });
        return;
      }
      const handler = handlers[`${request.method} ${path}`];
      const body = request.method === 'GET' ? Object.fromEntries(searchParams) : (JSON.parse(text) as Body);
      try {
        if (handler === undefined) throw new Refusal('ENDPOINT_NOT_FOUND', path);
        answer(200, handler(body));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const missing = error.code === 'RESOURCE_DOES_NOT_EXIST' || error.code === 'ENDPOINT_NOT_FOUND';
        answer(missing ? 404 : 400, { error_code: error.code, message: error.message });
      }
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  standIn.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

type Body = Readonly<Record<string, unknown>>;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
