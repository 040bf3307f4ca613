import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, defaultClientConditions, type Plugin } from 'vite';
import { partIds } from '../src/sharing/singleFile.ts';

const app = fileURLToPath(new URL('../src/app/', import.meta.url));

/**
 * Writes `share/page.html` beside the app: the page that `singleFile` fills with a run. All of it stands in that one
 * file, script, style and Worker, because a page on a disk may load no other.
 */
export function sharePage(): Plugin {
  return {
    name: 'hgn-share-page',
    apply: 'build',
    writeBundle: async ({ dir }) => {
      const folder = join(dir ?? '', 'share');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'page.html'), await sharedPage());
    },
  };
}

/** Unpacks the page's script, which is four times as large as it stands there, and starts it. */
const loader = `(async () => {
const packed = Uint8Array.from(atob(document.getElementById('hgn-main').textContent), (letter) => letter.charCodeAt(0));
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
const script = document.createElement('script');
script.src = URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type: 'text/javascript' }));
document.body.append(script);
})();`;

/** One script without imports, and the style that it asks for. */
interface Bundle {
  readonly script: string;
  readonly style: string;
}

async function sharedPage(): Promise<string> {
  const main = await bundle('share/alone/main.ts', 'location.href');
  // Unlike in the app itself, the engine's loader is a part of its script here, not a file beside it.
  const worker = await bundle('workers/playerJob.ts', 'self.location.href');
  const packed = gzipSync(main.script, { level: 9 }).toString('base64');
  const style = main.style.replaceAll('</style', String.raw`<\/style`);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(loader)}' blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'img-src blob: data:',
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const part = (id: string): string => `<script type="application/octet-stream" id="${id}"></script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>HGN</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header class="bar">
<span class="brand">HGN</span>
<nav aria-label="About"><a href="https://github.com/hgn-js/hgn">Learnt from pixels by a Hamiltonian Generative Network</a></nav>
<button type="button" class="quiet" data-theme-switch>Theme</button>
</header>
<main id="main" tabindex="-1"><div class="page"><p>Unpacking the model …</p></div></main>
<noscript>This page runs a model in the browser, for which it needs JavaScript.</noscript>
<script type="text/plain" id="hgn-worker">${inScript(worker.script)}</script>
${Object.values(partIds).map(part).join('\n')}
<script type="application/octet-stream" id="hgn-main">${packed}</script>
<script>${loader}</script>
</body>
</html>
`;
}

/** @param address expression of the script's own address, which scripts that are no modules do not know */
async function bundle(entry: string, address: string): Promise<Bundle> {
  const result = await build({
    configFile: false,
    root: app,
    base: './',
    logLevel: 'warn',
    // A page on a disk starts no module from memory: neither as a Worker nor as a script.
    define: { 'import.meta.url': address, 'import.meta.resolve': 'undefined' },
    resolve: { conditions: ['@hgn/source', ...defaultClientConditions] },
    build: {
      write: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: join(app, entry),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  if (Array.isArray(result) || !('output' in result))
    throw new Error(`sharePage: ${entry} must give one bundle`);
  const chunks = result.output.filter((output) => output.type === 'chunk');
  const styles = result.output.filter(
    (output) => output.type === 'asset' && output.fileName.endsWith('.css'),
  );
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) {
    throw new Error(`sharePage: ${entry} must be bundled to one script, but got ${chunks.length}`);
  }
  return {
    script: chunk.code,
    style: styles.map((output) => ('source' in output ? String(output.source) : '')).join('\n'),
  };
}

/** Script text that ends no element: `</script` and `<!--` stand in strings and templates only. */
function inScript(code: string): string {
  return code.replaceAll(/<\/(?=script)/gi, String.raw`<\/`).replaceAll('<!--', String.raw`<\!--`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
