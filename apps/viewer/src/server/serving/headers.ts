/** What pages of the app may load: their own files only, WebAssembly, and no code from strings. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "style-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What the frame of a notebook may do: its page embeds it sandboxed, without an origin. It may compile cells to
 * modules (`blob:`), draw, and ask the network nothing.
 */
const framePolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'none'",
  "connect-src 'none'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** What a file of a run may do when a browser shows it by itself: nothing. */
const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Whether a file belongs to the sandboxed frame of notebooks, whose requests carry no origin of ours. */
export const isFrameFile = (path: string): boolean => path.startsWith('/frame/');

const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
} as const;

/** Headers of the app's own files. */
export function appHeaders(path: string): Readonly<Record<string, string>> {
  return isFrameFile(path)
    ? { ...common, 'content-security-policy': framePolicy, 'cross-origin-resource-policy': 'cross-origin' }
    : { ...common, 'content-security-policy': pagePolicy, 'cross-origin-resource-policy': 'same-origin' };
}

/** Headers of what the server says of runs, and of their files. */
export const dataHeaders: Readonly<Record<string, string>> = {
  ...common,
  'content-security-policy': filePolicy,
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};
