import { describe, expect, test } from 'vitest';
import { CellSyntaxError, compileCell } from './compileCell.ts';

/** Runs compiled code here in Node, as the page does by a blob. */
async function run(
  source: string,
  inputs: Readonly<Record<string, unknown>> = {},
  modules: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly result: unknown; readonly shown: readonly unknown[] }> {
  const cell = compileCell(source);
  const { default: body } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(cell.code)}`
  )) as { default: (...args: unknown[]) => Promise<unknown> };
  const shown: unknown[] = [];
  const display = (value: unknown) => (shown.push(value), value);
  const load = (name: string) => Promise.resolve(modules[name]);
  const values = cell.inputs.map((name) => inputs[name] ?? (globalThis as Record<string, unknown>)[name]);
  return { result: await body(display, display, load, ...values), shown };
}

describe('a cell that is an expression', () => {
  test.each([
    ['1 + 2', 3],
    ['a * 2 // twice', 14],
    ['await Promise.resolve(a)', 7],
    ['({ a }).a', 7],
    ['[1, 2].map((x) => x * a)', [7, 14]],
    ['`line\n${a}`', 'line\n7'],
    ['/* before */ a', 7],
  ])('gives its value: %s', async (source, value) => {
    expect(compileCell(source).kind).toBe('expression');
    expect((await run(source, { a: 7 })).result).toEqual(value);
  });

  test('takes what it does not declare, and only that', () => {
    const { inputs, outputs } = compileCell(
      'points.map(({ q, p: { x = zero } }) => Math.hypot(q, x, ...rest))',
    );
    expect(inputs.toSorted()).toEqual(['Math', 'points', 'rest', 'zero']);
    expect(outputs).toEqual([]);
  });
});

describe('a cell that is a program', () => {
  test('gives its declarations, and shows what it displays', async () => {
    const source =
      'const { q, p: [x, ...y] } = state;\nlet n = 1;\nn += q;\ndisplay(n);\nfunction f() { return n; }\nclass C {}';
    expect(compileCell(source)).toMatchObject({
      kind: 'program',
      inputs: ['state'],
      outputs: ['q', 'x', 'y', 'n', 'f', 'C'],
    });
    const { result, shown } = await run(source, { state: { q: 2, p: [3, 4, 5] } });
    expect(result).toMatchObject({ q: 2, x: 3, y: [4, 5], n: 3 });
    expect(shown).toEqual([3]);
  });

  test('is one where a statement ends in a semicolon', () => {
    expect(compileCell('display(1);').kind).toBe('program');
    expect(compileCell('').kind).toBe('program');
  });

  test.each([
    [
      'names of inner blocks and loops are not free',
      'for (let i = 0; i < n; i++) { const k = i; use(k); }',
      ['n', 'use'],
    ],
    ['a var reaches the function around', 'function f() { { var k = 1; } return k + m; }', ['m']],
    ['a caught error is declared', 'try { go() } catch (e) { show(e) }', ['go', 'show']],
    ['arguments belong to functions', 'function f() { return arguments.length }', []],
    ['a named function knows itself', 'const g = function h() { return h; };', []],
    ['labels and properties are no names', 'outer: for (;;) { a.b.c; break outer; }', ['a']],
    ['a default may read another parameter', 'const f = (a, b = a + c) => b;', ['c']],
    ['shorthand properties are read', 'const s = { q, p };', ['q', 'p']],
    ['a use before the block that declares is free', '{ const k = 1; } const m = k;', ['k']],
  ])('%s', (_name, source, inputs) => {
    expect(compileCell(source).inputs).toEqual(inputs);
  });

  test('imports by name, on the lines that it had', async () => {
    const source =
      "import {\n  leap,\n  frog as jump,\n} from '@hgn/pond';\nimport * as all from '@hgn/pond';\nconst n = leap + jump;";
    const cell = compileCell(source);
    expect(cell.outputs).toEqual(['leap', 'jump', 'all', 'n']);
    expect(cell.code.split('\n')[5]).toContain('const n = leap + jump;');
    const pond = { leap: 1, frog: 2 };
    expect((await run(source, {}, { '@hgn/pond': pond })).result).toEqual({
      leap: 1,
      jump: 2,
      all: pond,
      n: 3,
    });
  });

  test('asks the notebook for a module that it imports later', async () => {
    const { result } = await run("(await import('@hgn/pond')).leap", {}, { '@hgn/pond': { leap: 5 } });
    expect(result).toBe(5);
  });
});

describe('what is no cell', () => {
  test.each([
    ['const x = ;', 1, 11, 'Unexpected token'],
    ['1 +\n  }', 2, 3, 'Unexpected token'],
    ['const a = 1;\nexport { a };', 2, 1, 'exports nothing'],
    ['const display = 1;', 1, 1, 'display is a name that the notebook gives'],
    ['let y = 1;\nx = 2;', 2, 1, 'x is not declared in this cell'],
    ['n++', 1, 1, 'n is not declared in this cell'],
    ['const a = 1, a = 2;', 1, 14, "'a' has already been declared"],
  ])('%j is refused with its place', (source, line, column, message) => {
    const error = (() => {
      try {
        compileCell(source);
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(CellSyntaxError);
    expect(error).toMatchObject({ line, column });
    expect((error as Error).message).toContain(message);
  });
});
