import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { methods } from '../src/methods.ts';
import { propertiesTable } from './helpers/propertiesTable.ts';

const page = readFileSync(new URL('../docs/which-method.md', import.meta.url), 'utf8');
const cells = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');

test('the table in docs/which-method.md is the one that the method table gives', () => {
  // Written by: node --import tsx tools/bench/integrators/docs.ts
  expect(cells(page)).toContain(cells(propertiesTable()));
});

test('every method is keyed by its own name and states its source', () => {
  for (const [name, method] of Object.entries(methods)) {
    expect(method.name).toBe(name);
    expect(method.source).toMatch(/\(\d{4}\)/);
  }
});

test('the plots that the page shows are there', () => {
  for (const [, file] of page.matchAll(/\]\((work-precision-[\w-]+\.svg)\)/g)) {
    const svg = readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8');
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
  expect([...page.matchAll(/work-precision-/g)].length).toBeGreaterThanOrEqual(3);
});
