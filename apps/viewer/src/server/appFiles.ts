import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { isInside } from './runs/findRuns.ts';
import { appHeaders } from './serving/headers.ts';
import { mediaType, sendFile } from './serving/sendFile.ts';

/** Files with a hash of their content in their name never change. */
const hashed = /^\/assets\/.*-[\w-]{8,}\.\w+$/;

/**
 * Sends a file of the app. The page learns that a server is behind it from a mark in its head. Where a
 * compressed twin (`.gz`) lies beside a file, it goes instead to whoever takes it.
 *
 * @param folder real path of the built app
 * @param path path of the address, decoded; `/` is the page
 * @returns whether there is such a file
 */
export async function sendAppFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  path: string,
): Promise<boolean> {
  const name = path === '/' ? '/index.html' : path;
  const parts = name.slice(1).split('/');
  if (
    parts.some((part) => part === '' || part.startsWith('.') || /[\\\0]/.test(part) || part.includes(sep))
  ) {
    return false;
  }
  const real = await realpath(join(folder, ...parts)).catch(() => undefined);
  if (real === undefined || !isInside(folder, real)) return false;
  const stats = await stat(real);
  if (!stats.isFile()) return false;
  const caching = hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
  const headers = { ...appHeaders(name), 'cache-control': caching, vary: 'accept-encoding' };
  if (name === '/index.html') {
    const page = withServerMark(await readFile(real, 'utf8'));
    response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' });
    response.end(request.method === 'HEAD' ? undefined : page);
    return true;
  }
  const packed = await packedTwin(real, request);
  await sendFile(request, response, {
    path: packed?.path ?? real,
    size: packed?.size ?? stats.size,
    modified: stats.mtime,
    headers: packed === undefined ? headers : { ...headers, 'content-encoding': 'gzip' },
    type: mediaType(name),
  });
  return true;
}

/** The page as a server gives it: runs are to be asked for. */
export const withServerMark = (page: string): string =>
  page.replace('<meta name="hgn-runs" content="none"', '<meta name="hgn-runs" content="server"');

/** The compressed twin of a file, where there is one and the asker takes it. */
async function packedTwin(
  path: string,
  { headers }: IncomingMessage,
): Promise<{ readonly path: string; readonly size: number } | undefined> {
  if (!/\bgzip\b/.test(String(headers['accept-encoding'])) || headers.range !== undefined) return undefined;
  const packed = `${path}.gz`;
  const stats = await stat(packed).catch(() => undefined);
  return stats?.isFile() === true ? { path: packed, size: stats.size } : undefined;
}
