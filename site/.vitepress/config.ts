import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { repository } from '../src/content/repository.ts';
import { menu } from '../src/content/menu.ts';
import { formulas } from '../src/content/formulas.ts';

const content = fileURLToPath(new URL('../.content', import.meta.url));

export default defineConfig({
  title: 'HGN for TypeScript',
  description: 'Hamiltonian Generative Networks, symplectic integrators and flows for TypeScript.',
  lang: 'en',
  base: process.env.HGN_SITE_BASE ?? '/',
  srcDir: content,
  outDir: fileURLToPath(new URL('../dist', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/vitepress', import.meta.url)),
  cleanUrls: false,
  metaChunk: true,
  appearance: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    config: (markdown) => void markdown.use(formulas),
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => mathElements.has(tag) } } },
  vite: {
    publicDir: `${content}/public`,
    resolve: { conditions: ['@hgn/source'] },
    ssr: { noExternal: [/^@hgn\//] },
    build: { chunkSizeWarningLimit: 2000 },
  },
  themeConfig: {
    ...menu(),
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
    docFooter: { prev: 'Before', next: 'Next' },
    externalLinkIcon: false,
  },
});

const mathElements = new Set(
  'math mrow mi mn mo ms mtext mspace msup msub msubsup mover munder munderover mfrac msqrt mroot mtable mtr mtd mstyle semantics annotation mpadded mphantom menclose'.split(
    ' ',
  ),
);
