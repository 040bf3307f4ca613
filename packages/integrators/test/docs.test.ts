import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as main from '../src/index.ts';
import { methods } from '../src/methods.ts';
import * as systems from '../src/systems/index.ts';
import { propertiesTable } from './helpers/propertiesTable.ts';

const page = readFileSync(new URL('../docs/which-method.md', import.meta.url), 'utf8');

test('the table in docs/which-method.md is the one that the method table gives', () => {
  // Written by: npm run integrators:docs
  expect(page).toContain(`\n\n${propertiesTable()}\n\n`);
});

test('every method is keyed by its own name and states its source', () => {
  for (const [name, method] of Object.entries(methods)) {
    expect(method.name).toBe(name);
    expect(method.source).toMatch(/\(\d{4}\)/);
  }
});

test.each(['which-method.md', 'by-problem.md'])('the plots that %s shows are there', (file) => {
  const text = readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8');
  const plots = [...text.matchAll(/\]\(([\w-]+\.svg)\)/g)];
  expect(plots.length).toBeGreaterThanOrEqual(4);
  for (const [, plot] of plots) {
    const svg = readFileSync(new URL(`../docs/${plot}`, import.meta.url), 'utf8');
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('what the guide by problem names in code is there', () => {
  const text = readFileSync(new URL('../docs/by-problem.md', import.meta.url), 'utf8');
  const ours = text.slice(0, text.indexOf('## What others call it'));
  const names = [...ours.matchAll(/`([a-z]\w+)(?:\(|`)/g)].map(([, name]) => name);
  const there = { ...main, ...systems };
  // Of other files and of arguments.
  const others = ['dt', 'rollout', 'scheme'];
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !(name in there) && !others.includes(name))).toEqual([]);
});
