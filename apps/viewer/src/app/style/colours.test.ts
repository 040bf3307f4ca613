import { readFileSync } from 'node:fs';
import { themeColours } from '@hgn/viz';
import { expect, it } from 'vitest';

it('the pages have the colours of the figures, in both modes', () => {
  const css = readFileSync(new URL('./colours.css', import.meta.url), 'utf8');
  const written = [...css.matchAll(/--hgn-([\w-]+): light-dark\((#\w+), (#\w+)\)/g)];
  const [light, dark] = [2, 3].map((mode) =>
    Object.fromEntries(written.map((found) => [found[1], found[mode]])),
  );
  expect(light).toEqual(themeColours('light'));
  expect(dark).toEqual(themeColours('dark'));
});
