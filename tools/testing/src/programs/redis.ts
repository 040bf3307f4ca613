import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Redis server of a test, with an append-only file. */
export interface RedisServer {
  readonly url: string;
  /** Ends the process at once and starts another one over the same file. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const hasServer = spawnSync('redis-server', ['--version']).status === 0;
if (!hasServer) {
  process.stderr.write('SKIPPED: queues need redis-server (apt-get install redis-server)\n');
}

/** Whether Redis is to be had here; tests that need it are skipped, with a word, where it is not. */
export const withRedis = hasServer;

/** How a server is to be spoken to by TLS: files in PEM. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Starts Debian's `redis-server` on a free port of the loopback interface, which speaks TLS alone if it has a certificate. */
export async function startRedis(
  options: readonly string[] = [],
  tls?: ServerCertificate,
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-redis-'));
  const port = await freePort();
  let server = await started();

  async function started(): Promise<ChildProcess> {
    const settings = [
      ...(tls === undefined ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port)]),
      ...(tls === undefined ? [] : ['--tls-ca-cert-file', tls.authority, '--tls-cert-file', tls.certificate]),
      ...(tls === undefined ? [] : ['--tls-key-file', tls.key, '--tls-auth-clients', 'no']),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--save',
      '',
    ];
    const child = spawn('redis-server', [...settings, '--appendfsync', 'always', ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      child.on('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
      child.stdout.on('data', (data: Buffer) => {
        if (data.toString().includes('Ready to accept connections')) resolve();
      });
    });
    return child;
  }

  const ended = async (signal: NodeJS.Signals): Promise<void> => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  return {
    url: tls === undefined ? `redis://127.0.0.1:${port}` : `rediss://localhost:${port}`,
    async restart() {
      await ended('SIGKILL');
      server = await started();
    },
    async stop() {
      await ended('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an authority that nobody trusts yet, and a certificate of it for `localhost` by that name only, in a folder. */
export function makeCertificate(folder: string): ServerCertificate {
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ended with ${status}: ${stderr}`);
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=an authority');
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl('req', '-x509', ...key, '-keyout', 'server.key', '-out', 'server.pem', ...name, ...issuer);
  const [authority, certificate, serverKey] = ['ca.pem', 'server.pem', 'server.key'].map((file) =>
    join(folder, file),
  );
  return { authority, certificate, key: serverKey };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
