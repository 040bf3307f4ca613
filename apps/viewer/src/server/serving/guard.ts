import type { IncomingHttpHeaders } from 'node:http';

/** What a request is refused for. */
export interface Refusal {
  readonly status: 403 | 405 | 421;
  readonly reason: string;
}

/** What the guard looks at. */
export interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Path of the address, without the query. */
  readonly path: string;
  /** Port that the server listens on. */
  readonly port: number;
  /** Whether the file holds nothing of the user's, and is needed by a frame without an origin. */
  readonly isPublic: boolean;
}

/** Names under which a page on this machine can reach the server. */
const names = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Decides whether a request comes from the viewer's own pages or from the person at this machine. Other pages open in
 * the same browser must learn nothing of the runs: neither by asking across origins (`Origin`, `Sec-Fetch-Site`) nor by
 * having their own name point to this address (`Host`).
 *
 * @returns why the request is refused, or undefined
 */
export function refusal({ method, headers, path, port, isPublic }: Asked): Refusal | undefined {
  const hosts = names.map((name) => `${name}:${port}`);
  // Browsers leave out the port that a scheme implies.
  if (port === 80) hosts.push(...names);
  if (!hosts.includes((headers.host ?? '').toLowerCase())) {
    return { status: 421, reason: `this server answers to ${hosts[0]} only` };
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, reason: 'this server only reads: GET or HEAD' };
  }
  if (isPublic) return undefined;
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin.toLowerCase() === `http://${host}`)) {
    return { status: 403, reason: 'pages of other origins may not ask this server' };
  }
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site === 'same-origin' || site === 'none') return undefined;
  return isFollowedLink(headers, path)
    ? undefined
    : { status: 403, reason: 'pages of other sites may not ask this server' };
}

/** A person followed a link to the app from elsewhere: the page opens, and whoever linked sees nothing of it. */
function isFollowedLink(headers: IncomingHttpHeaders, path: string): boolean {
  return (
    (path === '/' || path === '/index.html') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}
