import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/**
 * The plainest host there is: files below `/some/where/`, no headers but their type, whole files whatever range is asked.
 *
 * @returns its address, and how to close it
 */
export async function plainHost(folder: string): Promise<{ readonly address: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    const inside = path.replace(/^\/some\/where\//, '').replace(/^$/, 'index.html');
    const file = join(folder, inside);
    void stat(file)
      .then(() => readFile(file))
      .then(
        (content) => {
          response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
          response.end(content);
        },
        () => {
          response.writeHead(404);
          response.end();
        },
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/some/where/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
