import type { ModelDescription } from '@hgn/player';
import { startTraining, type TrainingChannel } from '../training/startTraining.ts';
import type { TrainingNews, TrainingOrder } from '../training/tasks.ts';
import type { Capabilities, NotebookModel } from './capabilities.ts';
import { askCompiler } from './askCompiler.ts';
import type { PageCapabilities } from './pageCapabilities.ts';

interface Call {
  readonly call: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}
type Reply = { readonly call: number } & ({ readonly result: unknown } | { readonly problem: string });

interface OpenedModel {
  readonly description: ModelDescription;
  readonly sizes: NotebookModel['sizes'];
  readonly hasEnergy: boolean;
}

/** Methods of a model that a frame may call. */
const modelMethods = ['encode', 'state', 'step', 'rollout', 'decode', 'hamiltonian'] as const;

/**
 * Serves capabilities over a port: to a frame that can reach nothing else. Only the methods named here can be called,
 * and models by their run's id.
 */
export function serveCapabilities(port: MessagePort, given: PageCapabilities): void {
  port.addEventListener('message', ({ data }: MessageEvent<Call>) => {
    const { call, method, parameters } = data;
    const [channelPort] = method === 'train' ? (parameters as readonly MessagePort[]) : [];
    if (channelPort instanceof MessagePort) {
      bridge(channelPort, given.trainingChannel());
      return;
    }
    answer(method, parameters, given).then(
      (result) => port.postMessage({ call, result } satisfies Reply),
      (error: unknown) =>
        port.postMessage({
          call,
          problem: error instanceof Error ? error.message : String(error),
        } satisfies Reply),
    );
  });
  port.start();
}

async function answer(
  method: string,
  parameters: readonly unknown[],
  { runs }: PageCapabilities,
): Promise<unknown> {
  const [id, ...rest] = parameters;
  if (method === 'runs.list') return await runs.list();
  if (method === 'runs.metrics') return await runs.metrics(String(id));
  if (method === 'runs.open') {
    const { description, sizes, hamiltonian } = await runs.open(String(id));
    return { description, sizes, hasEnergy: hamiltonian !== undefined } satisfies OpenedModel;
  }
  const name = modelMethods.find((each) => method === `model.${each}`);
  if (name === undefined) throw new Error(`a notebook cannot call ${method}`);
  const model = await runs.open(String(id));
  const asked = model[name] as ((...all: readonly unknown[]) => Promise<unknown>) | undefined;
  if (asked === undefined) throw new Error(`the model of ${String(id)} knows no ${name}`);
  return await asked(...rest);
}

/** Passes orders and news between a port and a worker. */
function bridge(port: MessagePort, channel: TrainingChannel): void {
  channel.listen((news) => port.postMessage(news));
  port.addEventListener('message', ({ data }: MessageEvent<TrainingOrder | 'close'>) => {
    if (data === 'close') channel.close();
    else channel.post(data);
  });
  port.start();
}

/** Capabilities that another page serves over a port. */
export function remoteCapabilities(port: MessagePort, wasmFolder: string): Capabilities {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  port.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.call);
    waiting.delete(data.call);
    if ('problem' in data) asked?.reject(new Error(data.problem));
    else asked?.resolve(data.result);
  });
  port.start();
  const ask = <T>(method: string, ...parameters: readonly unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const call = ++calls;
      waiting.set(call, { resolve: resolve, reject });
      port.postMessage({ call, method, parameters } satisfies Call);
    });
  const trainingChannel = (): TrainingChannel => {
    const { port1, port2 } = new MessageChannel();
    port.postMessage({ call: ++calls, method: 'train', parameters: [port2] } satisfies Call, [port2]);
    port1.start();
    return {
      post: (order) => port1.postMessage(order),
      listen: (listener) =>
        port1.addEventListener('message', ({ data }: MessageEvent<TrainingNews>) => listener(data)),
      close: () => port1.postMessage('close'),
    };
  };
  return {
    runs: {
      list: () => ask('runs.list'),
      metrics: (id) => ask('runs.metrics', id),
      async open(id) {
        const { description, sizes, hasEnergy } = await ask<OpenedModel>('runs.open', id);
        const model: NotebookModel = {
          description,
          sizes,
          encode: (frames) => ask('model.encode', id, frames),
          state: (z) => ask('model.state', id, z),
          step: (from, dt) => ask('model.step', id, from, dt),
          rollout: ({ from, dt, frames }) => ask('model.rollout', id, { from, dt, frames }),
          decode: (states) => ask('model.decode', id, states),
          ...(hasEnergy && { hamiltonian: (states) => ask('model.hamiltonian', id, states) }),
        };
        return model;
      },
    },
    train: (task) => startTraining(trainingChannel(), task, wasmFolder),
    compilerPasses: (subject) => askCompiler(trainingChannel(), subject),
  };
}
