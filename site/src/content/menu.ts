import type { DefaultTheme } from 'vitepress';
import { documentedPackages, sections } from './pages.ts';

/** Which sections stand beside which pages: a short menu for each part, of which nothing has to be unfolded. */
const parts = [
  { folders: ['/guide/', '/coming-from/'], titles: ['Start', 'Guides', 'Coming from'] },
  { folders: ['/results/', '/benchmarks/'], titles: ['Results', 'Benchmarks'] },
  { folders: ['/packages/', '/api/'], titles: ['Packages', 'API'] },
  { folders: ['/reference/'], titles: ['Reference', 'API'] },
] as const;

/** Sections whose pages the code itself tells, beside those of {@link sections}. */
const generated: Readonly<Record<string, readonly DefaultTheme.SidebarItem[]>> = {
  Reference: [
    { text: 'Commands', link: '/reference/commands' },
    { text: 'Configuration', link: '/reference/configuration' },
  ],
  API: documentedPackages.map((name) => ({ text: `@hgn/${name}`, link: `/api/${name}/` })),
};

/** The bar above and the menu beside every page. */
export function menu(): Pick<DefaultTheme.Config, 'nav' | 'sidebar'> {
  return {
    nav: [
      { text: 'Tour', link: first('Start') },
      { text: 'Guides', link: first('Guides') },
      { text: 'Packages', link: first('Packages') },
      { text: 'Results', link: first('Results') },
      { text: 'Reference', link: first('Reference') },
    ],
    sidebar: Object.fromEntries(
      parts.flatMap(({ folders, titles }) => {
        const items = titles.map((title) => ({ text: title, items: itemsOf(title) }));
        return folders.map((folder) => [folder, items]);
      }),
    ),
  };
}

function itemsOf(title: string): DefaultTheme.SidebarItem[] {
  const pages = sections.find((section) => section.title === title)?.pages ?? [];
  const items = [
    ...(generated[title] ?? []),
    ...pages.map((page) => ({ text: page.title, link: `/${page.route}` })),
  ];
  if (items.length === 0)
    throw new Error(`menu: a section must have pages, but ${title} has none; see pages.ts`);
  return items;
}

function first(title: string): string {
  return itemsOf(title)[0]?.link ?? '/';
}
