// `npm run gallery [FILE]`: every figure of the snapshot tests on one page, in light and in dark.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { resolveTheme, toSvgString, palette } from '../src/index.ts';
import { cases } from './cases.ts';

const target = resolve(process.env.INIT_CWD ?? process.cwd(), process.argv[2] ?? 'gallery.html');
const entries = cases.map(({ name, figure }) => {
  const [light, dark] = (['light', 'dark'] as const).map((mode) =>
    toSvgString(resolveTheme(figure({}), mode)),
  );
  return `<section id="${name}"><h2><a href="#${name}">${name}</a></h2><div class="pair"><div class="light">${light}</div><div class="dark">${dark}</div></div></section>`;
});
const links = cases.map(({ name }) => `<a href="#${name}">${name}</a>`).join(' ');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(
  target,
  `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery of @hgn/viz</title>
<style>
:root{color-scheme:light}
body{margin:0;padding:32px clamp(16px,4vw,64px);font:15px/1.5 system-ui,sans-serif;background:#f4f5f7;color:${palette.light.ink}}
h1{margin:0 0 4px;font-size:26px}
h2{margin:40px 0 10px;font-size:16px}
a{color:inherit;text-decoration-color:${palette.light.axis};text-underline-offset:3px}
nav{display:flex;flex-wrap:wrap;gap:2px 16px;margin-top:12px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,500px),1fr));gap:16px}
.pair>div{padding:8px;border-radius:8px;overflow:auto}
.light{background:${palette.light.background}}
.dark{background:${palette.dark.background}}
.pair svg{display:block;margin:auto;max-width:100%;height:auto}
</style>
<header>
<h1>Gallery of @hgn/viz</h1>
<p>${cases.length} figures of the snapshot tests, in light and in dark.</p>
<nav aria-label="Figures">${links}</nav>
</header>
<main>
${entries.join('\n')}
</main>
</html>
`,
);
process.stdout.write(`${target}: ${cases.length} figures\n`);
