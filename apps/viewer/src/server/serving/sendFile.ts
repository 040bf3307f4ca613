import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { byteRange } from './byteRange.ts';

/** Media types by ending; anything else is bytes. */
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'text/plain; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.yaml': 'text/plain; charset=utf-8',
};

/** The media type of a file by its name. */
export const mediaType = (path: string): string =>
  types[extname(path).toLowerCase()] ?? 'application/octet-stream';

/** A file to send, as it was when it was looked at. */
export interface FileToSend {
  readonly path: string;
  readonly size: number;
  readonly modified: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
}

/** Sends a file, or the range of it that was asked; answers 304 where the asker has it already. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, size, modified, headers, type }: FileToSend,
): Promise<void> {
  const etag = `"${size.toString(36)}-${modified.getTime().toString(36)}"`;
  const shared = { ...headers, etag, 'content-type': type, 'accept-ranges': 'bytes' };
  if (request.headers['if-none-match'] === etag) {
    end(response, 304, shared);
    return;
  }
  const range = byteRange(request.headers.range, size);
  if (range === 'outside') {
    end(response, 416, { ...shared, 'content-range': `bytes */${size}` });
    return;
  }
  const { start, end: until } = range === 'whole' ? { start: 0, end: size } : range;
  const part = range === 'whole' ? {} : { 'content-range': `bytes ${start}-${until - 1}/${size}` };
  response.writeHead(range === 'whole' ? 200 : 206, {
    ...shared,
    ...part,
    'content-length': until - start,
  });
  if (request.method === 'HEAD' || until === start) {
    response.end();
    return;
  }
  // A file that grows meanwhile is sent up to the length that was promised.
  if (until - start <= atOnce) {
    response.end(await readPart(path, start, until - start));
    return;
  }
  await pipeline(createReadStream(path, { start, end: until - 1 }), response);
}

/** Bytes up to which a file is read and sent in one piece, which costs half of what a stream does. */
const atOnce = 2 ** 21;

async function readPart(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
    if (bytesRead < length)
      throw new Error(`sendFile: ${path} must hold ${start + length} bytes, but became shorter; ask again`);
    return buffer;
  } finally {
    await file.close();
  }
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, headers);
  response.end();
}
