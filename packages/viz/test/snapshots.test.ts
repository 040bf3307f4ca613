import { describe, expect, it } from 'vitest';
import { resolveTheme, toSvgString } from '../src/index.ts';
import { cases } from './cases.ts';
import { byTag, outside, texts } from './inspect.ts';
import { parseXml } from './parse.ts';

describe.each(cases)('the figure $name', ({ name, figure }) => {
  it('looks as it did', async () => {
    // Without the style sheet, which is the same in all, and one element a line, so that a review can read it.
    const lines = toSvgString(resolveTheme(figure({}), 'light')).replaceAll('><', '>\n<');
    await expect(`${lines}\n`).toMatchFileSnapshot(`output/${name}.svg`);
  });

  it('is well-formed XML', () => {
    expect(() => parseXml(toSvgString(figure({})))).not.toThrow();
  });

  it('stays inside its viewBox', () => {
    expect(outside(figure({}))).toEqual([]);
  });

  it('has a role, a name and a description', () => {
    const root = figure({});
    expect(root.attributes.role).toBe('img');
    expect(root.attributes['aria-label']).toBe(byTag(root, 'title')[0]?.children[0]);
    expect(String(root.attributes['aria-label']).length).toBeGreaterThan(4);
    expect(byTag(root, 'desc')[0]?.children[0]).toMatch(/.{10}/);
  });

  it('carries no text that was meant for a machine', () => {
    expect(texts(figure({})).filter((text) => /NaN|undefined|null|Infinity|\[object/.test(text))).toEqual([]);
  });

  it('is the same each time', () => {
    expect(toSvgString(figure({}))).toBe(toSvgString(figure({})));
  });
});
