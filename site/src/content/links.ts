import { posix } from 'node:path';
import type { Page } from './pages.ts';

/** What a rewritten page rests on: pictures to copy beside it. */
export interface Rewritten {
  readonly text: string;
  /** Files of the repository that the page shows, relative to its folder. */
  readonly assets: readonly string[];
}

/** What {@link rewriteLinks} needs to know of the site and of the repository. */
export interface LinkTargets {
  readonly pages: readonly Page[];
  /** Where the repository is read in a browser, without a slash at the end. */
  readonly repository: string;
  /** Whether a path of the repository is a file, a folder or nothing. */
  kindOf(path: string): 'file' | 'folder' | undefined;
}

const pictures = /\.(svg|png|gif|webp|webm)$/;

/**
 * Turns the relative links of a Markdown file, which work in the repository, into links that work on the site: to the
 * page that a file became, to a copy of a picture, or to the file in the repository.
 *
 * @throws Error if a link leads to nothing.
 */
export function rewriteLinks(text: string, source: string, targets: LinkTargets): Rewritten {
  const assets = new Set<string>();
  const routes = new Map(targets.pages.map(({ source: file, route }) => [file, route]));

  const rewrite = (link: string): string => {
    if (/^([a-z]+:|#|\/)/i.test(link)) return link;
    const [path = '', fragment] = link.split('#');
    const file = posix.normalize(posix.join(posix.dirname(source), decodeURI(path))).replace(/\/$/, '');
    const hash = fragment === undefined ? '' : `#${fragment}`;
    const route = routes.get(file);
    if (route !== undefined) return `/${route}${hash}`;
    const kind = targets.kindOf(file);
    if (kind === undefined)
      throw new Error(`rewriteLinks: links must lead somewhere, but ${source} has ${link}`);
    if (kind === 'file' && pictures.test(file)) {
      assets.add(file);
      return `/files/${file}`;
    }
    return `${targets.repository}/${kind === 'file' ? 'blob' : 'tree'}/main/${file}${hash}`;
  };

  const rewritten = outsideCode(text, (part) =>
    part
      .replace(
        /(\]\()<?([^)\s>]+)>?((?:\s+"[^"]*")?\))/g,
        (whole, open: string, link: string, close: string) => {
          const target = rewrite(link);
          return target === link ? whole : `${open}${target}${close}`;
        },
      )
      .replace(
        /(<(?:img|a|source)\b[^>]*?\b(?:src|href|srcset)=")([^"]+)(")/g,
        (_, open: string, link: string, close: string) => `${open}${rewrite(link)}${close}`,
      ),
  );
  return { text: rewritten, assets: [...assets] };
}

/** Applies `change` to a Markdown text, fenced blocks and code spans left out. */
export function outsideCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(^```.*?^```[ \t]*$|``[^`]+``|`[^`\n]+`)/gms)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}
