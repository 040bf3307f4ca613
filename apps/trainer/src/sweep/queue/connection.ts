import { readFile } from 'node:fs/promises';
import type * as BullMQ from 'bullmq';
import type { Redis } from 'ioredis';
import { CommandError, UsageError } from '../../errors.ts';
import type { Io } from '../../io.ts';

/** The parts of BullMQ and ioredis that sweeps use, loaded only by those that use a queue. */
export async function loadQueueLibraries(): Promise<{
  readonly bullmq: typeof BullMQ;
  readonly Client: typeof Redis;
}> {
  try {
    const [bullmq, { Redis: Client }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Client };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new CommandError('--queue needs two packages that are not installed: npm install bullmq ioredis', {
      cause,
    });
  }
}

/** How a server is reached: options of ioredis. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
}

const schemes: Readonly<Record<string, { readonly tls: boolean }>> = {
  'redis:': { tls: false },
  'valkey:': { tls: false },
  'rediss:': { tls: true },
  'valkeys:': { tls: true },
};

/**
 * How to reach the server of an address, `redis://host:6379/0` or with TLS `rediss://…`. The password comes from the
 * variable HGN_REDIS_PASSWORD or from the file that HGN_REDIS_PASSWORD_FILE names, never from the address, which others
 * see in the list of processes.
 *
 * @throws UsageError for another address, or one with a password
 */
export async function connectionOf(address: string, { env }: Pick<Io, 'env'>): Promise<QueueAddress> {
  if (!URL.canParse(address)) throw new UsageError(`--queue: ${shown(address)}`);
  const url = new URL(address);
  if (!Object.hasOwn(schemes, url.protocol) || url.hostname === '')
    throw new UsageError(`--queue: ${shown(url.protocol + '…')}`);
  if (url.password !== '') {
    throw new UsageError(
      '--queue: the address must have no password, which others could read in the list of processes; put it into HGN_REDIS_PASSWORD, or into a file that HGN_REDIS_PASSWORD_FILE names',
    );
  }
  const database = url.pathname.replace(/^\//, '');
  if (!/^\d*$/.test(database))
    throw new UsageError(`--queue: the database must be a number, but got ${JSON.stringify(database)}`);
  const password = await passwordFrom(env);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 6379 : Number(url.port),
    ...(database === '' ? {} : { db: Number(database) }),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(password === undefined ? {} : { password }),
    ...(schemes[url.protocol].tls ? { tls: {} } : {}),
    // A server that was away is waited for: trials go on meanwhile.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * times, 2000),
  };
}

const shown = (got: string): string =>
  `must be an address such as redis://127.0.0.1:6379 or rediss://queue.example.org, but got ${JSON.stringify(got)}`;

async function passwordFrom(env: Io['env']): Promise<string | undefined> {
  const { HGN_REDIS_PASSWORD: word, HGN_REDIS_PASSWORD_FILE: file } = env;
  if (word !== undefined && word !== '') return word;
  if (file === undefined || file === '') return undefined;
  return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
}

/** What may help against a reason: who speaks TLS to one that does not waits in vain, and the other way round is cut off. */
function adviceOn(reason: string, { tls }: QueueAddress): string {
  if (tls === undefined) return reason.includes('ECONNRESET') ? '; one that speaks TLS needs rediss://' : '';
  if (reason === noAnswer) return '; one that does not speak TLS needs redis://';
  return /self-signed|unable to (verify|get)/.test(reason)
    ? '; to trust its authority, name the file of that in NODE_EXTRA_CA_CERTS'
    : '';
}

const noAnswer = 'no answer';
/** Seconds within which a server must answer for the first time. */
const firstAnswer = 10;

/**
 * Opens a connection and waits for its first answer. Later interruptions are told once each and waited out.
 *
 * @throws CommandError when there is no answer, or the server refuses
 */
export async function connect(options: QueueAddress, io: Pick<Io, 'stderr'>): Promise<Redis> {
  const { Client } = await loadQueueLibraries();
  const client = new Client({ ...options, lazyConnect: true });
  const place = `${options.host}:${options.port}`;
  let last = noAnswer;
  let isTold = true;
  client.on('error', ({ message }: Error) => {
    last = message === '' ? last : message;
    if (!isTold) io.stderr.write(`queue: ${place} is away (${last}); trying again until it is back\n`);
    isTold = true;
  });
  client.on('ready', () => {
    isTold = false;
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    void client.connect().catch(() => undefined);
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(last)), firstAnswer * 1000);
      client.on('error', (error: NodeJS.ErrnoException) => {
        // Waiting would not help: nobody listens there or in these terms, the name is unknown, the password is wrong.
        if (
          /ECONNREFUSED|ECONNRESET|ENOTFOUND|WRONGPASS|NOAUTH|certificate/i.test(
            `${error.code} ${error.message}`,
          )
        )
          reject(error);
      });
    });
    patience.catch(() => undefined);
    await Promise.race([client.ping(), patience]);
    return client;
  } catch (cause) {
    client.disconnect();
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : last;
    const advice = adviceOn(reason, options);
    throw new CommandError(`--queue: the server at ${place} cannot be used: ${reason}${advice}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
