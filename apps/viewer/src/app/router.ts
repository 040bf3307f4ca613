import './style/base.css';
import type { Page, PageContext } from './page.ts';
import type { PageEntry } from './pages.ts';
import { showProblem } from './style/showProblem.ts';
import { formatAddress, parseAddress, unreadable, urlState } from './state/urlState.ts';

/** What pages share. */
export type Shared = Pick<PageContext, 'library'> & {
  readonly openPlayer: (
    source: Parameters<PageContext['openPlayer']>[0],
    signal: AbortSignal,
  ) => ReturnType<PageContext['openPlayer']>;
};

/** Shows the page that the address names, now and whenever the address changes. */
export function startRouter(host: HTMLElement, pages: readonly PageEntry[], shared: Shared): void {
  let leave = new AbortController();
  let openPath: string | undefined;
  let changed: () => void = () => undefined;

  const show = async (isFirst: boolean): Promise<void> => {
    const address = parseAddress(location.hash);
    const match = matchPage(pages, address.path);
    const path = formatAddress({ path: address.path, values: new URLSearchParams() });
    const problem = match === undefined ? undefined : unreadable(address.values, match.entry.keys);
    if (path === openPath && problem === undefined) {
      changed();
      return;
    }
    openPath = problem === undefined ? path : undefined;
    leave.abort();
    leave = new AbortController();
    const { signal } = leave;
    // A host of its own for each page: one that still builds after it was left writes into the void.
    const inner = document.createElement('div');
    inner.className = 'page';
    host.replaceChildren(inner);
    markBar(match?.entry);
    document.title = `${match?.entry.title ?? 'Not found'} · HGN`;
    if (!isFirst) {
      scrollTo(0, 0);
      host.focus({ preventScroll: true });
    }
    if (match === undefined) {
      showProblem(inner, 'There is no such page', 'Check the address.');
      return;
    }
    if (problem !== undefined) {
      showProblem(inner, 'This link cannot be read', problem, path);
      return;
    }
    const bar = {
      hash: () => location.hash,
      // A page that was left must not write into the address of the next one.
      replace: (hash: string) => {
        if (!signal.aborted) history.replaceState(null, '', hash);
      },
    };
    const page = urlState(bar, match.entry.keys);
    changed = page.changed;
    inner.setAttribute('aria-busy', 'true');
    try {
      const build: Page = await match.entry.load();
      await build(inner, {
        parameters: match.parameters,
        library: shared.library,
        places: pages.flatMap(({ bar: word, pattern, title }) =>
          word === undefined ? [] : [{ path: `/${pattern}`, title }],
        ),
        signal,
        state: page.state,
        openPlayer: (source) => shared.openPlayer(source, signal),
        go: (to) => {
          location.hash = `#${to}`;
        },
      });
    } catch (error) {
      if (!signal.aborted) showProblem(inner, 'This page cannot be shown', messageOf(error));
    } finally {
      inner.removeAttribute('aria-busy');
    }
  };
  addEventListener('hashchange', () => void show(false));
  void show(true);
}

/** Which page a path names. */
export function matchPage(
  pages: readonly PageEntry[],
  path: readonly string[],
): { readonly entry: PageEntry; readonly parameters: Readonly<Record<string, string>> } | undefined {
  for (const entry of pages) {
    const pattern = entry.pattern.split('/').filter((part) => part !== '');
    const fits = (part: string, i: number): boolean => part.startsWith(':') || part === path[i];
    if (pattern.length !== path.length || !pattern.every(fits)) continue;
    const named = pattern.flatMap((part, i) =>
      part.startsWith(':') ? [[part.slice(1), path[i] ?? '']] : [],
    );
    return { entry, parameters: Object.fromEntries(named) as Record<string, string> };
  }
  return undefined;
}

function markBar(entry: PageEntry | undefined): void {
  for (const link of document.querySelectorAll('header nav a')) {
    if (link.getAttribute('href') === `#/${entry?.pattern}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
