/** The part of a page's state that stands in its address, so that a link leads to what is seen. */
export interface UrlState {
  /** The value of a name, or undefined. */
  get(name: string): string | undefined;
  /** All values of a name that may stand several times. */
  getAll(name: string): readonly string[];
  /**
   * Replaces values; undefined removes a name. The history gets no new entry, and subscribers are not told.
   *
   * @throws RangeError for a name that the page did not declare
   */
  write(changes: Readonly<Record<string, string | readonly string[] | undefined>>): void;
  /** Calls `listener` when the user changed the address of the page that is open (back, forward, by hand). */
  subscribe(listener: () => void, signal: AbortSignal): void;
}

/** Version of the names and of how values are written; another one is refused rather than misread. */
export const stateVersion = '1';

/** An address of the app, taken apart. */
export interface Address {
  /** Path parts after `#/`. */
  readonly path: readonly string[];
  readonly values: URLSearchParams;
}

/** Takes the hash of an address apart: `#/run/spring?t=-1.25`. */
export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map(decodePart),
    values: new URLSearchParams(query),
  };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Writes an address: what `parseAddress` takes apart. */
export function formatAddress({ path, values }: Address): string {
  const query = values.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`;
}

/**
 * Says what a page cannot understand of an address.
 *
 * @param keys names that the page declares; `name.*` allows all that begin so
 * @returns a sentence, or undefined
 */
export function unreadable(values: URLSearchParams, keys: readonly string[]): string | undefined {
  const version = values.get('v') ?? stateVersion;
  if (version !== stateVersion) {
    return `The link is of version ${version}, and this viewer reads version ${stateVersion}: open it with the viewer that made it.`;
  }
  const unknown = [...values.keys()].filter((name) => name !== 'v' && !isAllowed(name, keys));
  if (unknown.length === 0) return undefined;
  return `The link says ${unknown.map((name) => `“${name}”`).join(', ')}, which this page does not know: check it, or open the page without it.`;
}

const isAllowed = (name: string, keys: readonly string[]): boolean =>
  keys.some((key) => (key.endsWith('.*') ? name.startsWith(key.slice(0, -1)) : name === key));

/** What of a window the state needs. */
export interface AddressBar {
  readonly hash: () => string;
  readonly replace: (hash: string) => void;
}

/** The state of the page that is open, and how its router tells that the address changed. */
export function urlState(
  bar: AddressBar,
  keys: readonly string[],
): { readonly state: UrlState; readonly changed: () => void } {
  const listeners = new Set<() => void>();
  const values = (): URLSearchParams => parseAddress(bar.hash()).values;
  const state: UrlState = {
    get: (name) => values().get(name) ?? undefined,
    getAll: (name) => values().getAll(name),
    write: (changes) => {
      const address = parseAddress(bar.hash());
      for (const [name, value] of Object.entries(changes)) {
        if (!isAllowed(name, keys)) {
          throw new RangeError(`UrlState.write: the page must declare its names, but got ${name}`);
        }
        address.values.delete(name);
        const given = value === undefined ? [] : typeof value === 'string' ? [value] : value;
        for (const one of given) address.values.append(name, one);
      }
      address.values.delete('v');
      const only = [...address.values].length === 0 ? [] : [['v', stateVersion] as const];
      const ordered = new URLSearchParams([...only.map(([a, b]) => [a, b]), ...address.values]);
      bar.replace(formatAddress({ path: address.path, values: ordered }));
    },
    subscribe: (listener, signal) => {
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
    },
  };
  return { state, changed: () => listeners.forEach((listener) => listener()) };
}
