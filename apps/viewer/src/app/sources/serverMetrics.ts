import {
  decodeMetrics,
  type MetricsMessage,
  type ReadMetrics,
} from '../../sharing/metrics/metricsMessage.ts';
import { MissingFileError } from './runSource.ts';

/** Asks a server for metrics of runs. */
export type ServerMetrics = (
  run: { readonly id: string; readonly name: string },
  number: string,
) => Promise<ReadMetrics>;

/** Runs in one request: enough that requests cost little, few enough that the first curves appear soon. */
const most = 25;

interface Asked {
  readonly id: string;
  readonly number: string;
  readonly resolve: (message: MetricsMessage) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Metrics of the server's runs. What is asked in one turn goes into few requests: two hundred of them would take a
 * browser longer than what they bring.
 *
 * @param address that takes `name=NUMBER` and `run=ID` as often as there are runs
 */
export function serverMetrics(address: URL): ServerMetrics {
  let waiting: Asked[] = [];

  const flush = (): void => {
    const byNumber = new Map<string, Asked[]>();
    for (const one of waiting) byNumber.set(one.number, [...(byNumber.get(one.number) ?? []), one]);
    waiting = [];
    for (const [number, all] of byNumber)
      for (let from = 0; from < all.length; from += most) void answer(number, all.slice(from, from + most));
  };

  async function answer(number: string, asked: readonly Asked[]): Promise<void> {
    try {
      const url = new URL(address);
      url.searchParams.set('name', number);
      for (const { id } of asked) url.searchParams.append('run', id);
      const response = await fetch(url);
      if (!response.ok) throw new Error(`The viewer's server did not give metrics: ${response.statusText}`);
      const messages = decodeMetrics(await response.arrayBuffer());
      if (messages.length !== asked.length)
        throw new Error(`The viewer's server gave metrics of ${messages.length} of ${asked.length} runs.`);
      for (const [i, { resolve }] of asked.entries()) resolve(messages[i]);
    } catch (error) {
      for (const { reject } of asked) reject(error as Error);
    }
  }

  return async ({ id, name }, number) => {
    const message = await new Promise<MetricsMessage>((resolve, reject) => {
      if (waiting.length === 0) setTimeout(flush, 0);
      waiting.push({ id, number, resolve, reject });
    });
    if ('absent' in message) throw new MissingFileError(`The run ${name} has written no metrics.`);
    if ('problem' in message) throw new Error(message.problem);
    return message;
  };
}
