import { parse, type AnyNode, type ImportDeclaration, type Options, type Program } from 'acorn';
import { simple } from 'acorn-walk';
import { boundNames, freeNames, type Place } from './freeNames.ts';

/** Names that the notebook gives each cell; their order is that of the compiled function's first parameters. */
export const cellParameters = ['display', 'view', '$import'] as const;

/** What a cell is to the notebook. */
export interface CompiledCell {
  /** An expression is shown by itself; a program shows what it gives to `display` and `view`. */
  readonly kind: 'expression' | 'program';
  /** Names that it takes from other cells, from the notebook and from the browser. */
  readonly inputs: readonly string[];
  /** Names that it declares for other cells. */
  readonly outputs: readonly string[];
  /**
   * An async function of `display`, `view`, `$import` and the inputs, which returns the value of an expression, or an
   * object with the outputs of a program. Its lines are those of the source.
   */
  readonly code: string;
}

/** Code that is no cell: where, and why. */
export class CellSyntaxError extends Error {
  override readonly name = 'CellSyntaxError';
  /** Line of the cell, from 1. */
  readonly line: number;
  /** Column of that line, from 1. */
  readonly column: number;
  constructor(message: string, { line, column }: Place) {
    super(`line ${line}, column ${column + 1}: ${message}`);
    this.line = line;
    this.column = column + 1;
  }
}

const options: Options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  allowAwaitOutsideFunction: true,
  locations: true,
};

/**
 * Compiles one cell of a notebook, as Observable Notebook Kit understands it: an expression whose value is shown, or a
 * program whose declarations other cells may use. `import` asks the notebook for a module by name. Runs nothing.
 *
 * @throws CellSyntaxError with line and column
 */
export function compileCell(source: string): CompiledCell {
  const expression = parseExpression(source);
  const program = expression ?? parseProgram(source);
  const { read, assigned } = freeNames(program);
  const imports = program.body.filter((node) => node.type === 'ImportDeclaration');
  const outputs = program.body.flatMap(declaredNames);
  refuse(program, outputs);
  const foreign = assigned[0];
  if (foreign !== undefined) {
    throw new CellSyntaxError(
      `${foreign.name} is not declared in this cell, so it cannot be assigned here; declare it, or change it where it is declared`,
      foreign.place,
    );
  }
  const inputs = read.filter((name) => !(cellParameters as readonly string[]).includes(name));
  const head = `export default async function (${[...cellParameters, ...inputs].join(', ')}) {`;
  const body = rewriteImports(source, program, imports);
  if (expression !== undefined) {
    // A trailing semicolon or comment must not end what `return` begins.
    const [statement] = expression.body;
    const until = statement.type === 'ExpressionStatement' ? statement.expression.end : statement.end;
    const tail = source.slice(until).replace(/^\s*;/, ' ');
    const shown = body.slice(0, body.length - (source.length - until));
    return { kind: 'expression', inputs, outputs: [], code: `${head}return (${shown}${tail}\n);}` };
  }
  const result = `\nreturn {${outputs.join(', ')}};}`;
  return { kind: 'program', inputs, outputs, code: `${head}${body}${result}` };
}

/** The program of a source that is one expression; of braces alone an object is not meant. */
function parseExpression(source: string): Program | undefined {
  let program: Program;
  try {
    program = parse(source, options);
  } catch {
    return undefined;
  }
  const [first] = program.body;
  return program.body.length === 1 &&
    first?.type === 'ExpressionStatement' &&
    !source.slice(first.expression.end).includes(';')
    ? program
    : undefined;
}

function parseProgram(source: string): Program {
  try {
    return parse(source, options);
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: Place };
    throw new CellSyntaxError(message.replace(/ \(\d+:\d+\)$/, ''), loc ?? { line: 1, column: 0 });
  }
}

function declaredNames(node: AnyNode): readonly string[] {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => boundNames(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id === null ? [] : [node.id.name];
    case 'ImportDeclaration':
      return node.specifiers.map(({ local }) => local.name);
    default:
      return [];
  }
}

function refuse(program: Program, outputs: readonly string[]): void {
  for (const node of program.body) {
    const place = node.loc?.start ?? { line: 1, column: 0 };
    if (node.type.startsWith('Export')) {
      throw new CellSyntaxError('a cell exports nothing; what it declares, other cells can use', place);
    }
    const reserved = declaredNames(node).find((name) =>
      ([...cellParameters, 'invalidation', 'visibility'] as string[]).includes(name),
    );
    if (reserved !== undefined) {
      throw new CellSyntaxError(`${reserved} is a name that the notebook gives; choose another`, place);
    }
  }
  const twice = outputs.find((name, index) => outputs.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new CellSyntaxError(
      `${twice} is declared twice in this cell`,
      program.loc?.start ?? { line: 1, column: 0 },
    );
  }
}

/** Imports ask the notebook, on the lines on which they stood. */
function rewriteImports(source: string, program: Program, imports: readonly ImportDeclaration[]): string {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = imports.map(
    (node) => {
      const asked = `await $import(${JSON.stringify(node.source.value)})`;
      const star = node.specifiers.find(({ type }) => type === 'ImportNamespaceSpecifier');
      const names = node.specifiers.flatMap((each) => {
        if (each.type === 'ImportNamespaceSpecifier') return [];
        if (each.type === 'ImportDefaultSpecifier') return [`default: ${each.local.name}`];
        const { imported, local } = each;
        const name = imported.type === 'Identifier' ? imported.name : JSON.stringify(imported.value);
        return [`${name}: ${local.name}`];
      });
      const parts = [
        ...(star === undefined ? [] : [`const ${star.local.name} = ${asked};`]),
        ...(names.length === 0 ? [] : [`const {${names.join(', ')}} = ${asked};`]),
      ];
      const lines = source.slice(node.start, node.end).split('\n').length - 1;
      const text = (parts.length === 0 ? `${asked};` : parts.join(' ')) + '\n'.repeat(lines);
      return { start: node.start, end: node.end, text };
    },
  );
  simple(program, {
    ImportExpression(node) {
      edits.push({ start: node.start, end: node.start + 'import'.length, text: '$import' });
    },
  });
  let text = source;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + replacement + text.slice(end);
  }
  return text;
}
