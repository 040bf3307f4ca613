import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import type { Example } from './extract.ts';
import { resolveExport, type PackageProgram } from './packageProgram.ts';

/** An example as a module on disk. */
export interface PreparedExample extends Example {
  readonly file: string;
  /** How many lines stand above the example's own first line. */
  readonly offset: number;
}

/**
 * Writes each example to a module in `.examples/` of the package, where bare imports of the package find itself.
 * README blocks are written as they stand. An `@example` may leave out what its reader has in front of him: imports
 * of the package's own exports, of `tf`, and of a tfjs backend are added.
 */
export function prepareExamples(pack: PackageProgram, examples: readonly Example[]): PreparedExample[] {
  const folder = join(pack.folder, '.examples');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return examples.map((example, index) => {
    const file = join(
      folder,
      `${String(index + 1).padStart(3, '0')}-${example.place.replaceAll(/\W+/g, '-')}.${example.language}`,
    );
    const header = [
      `// ${example.place}`,
      ...(example.source === undefined ? [] : implicitImports(pack, example, folder)),
    ];
    // An example that imports and exports nothing must be a module all the same.
    writeFileSync(file, `${header.join('\n')}\n${example.code}\nexport {};\n`);
    return { ...example, file, offset: header.length };
  });
}

function implicitImports(pack: PackageProgram, example: Example, folder: string): string[] {
  const missing = freeNames(example.code);
  const imports: string[] = [];
  const take = (exports: readonly ts.Symbol[], specifier: string) => {
    const names = exports
      .filter(({ name }) => missing.has(name))
      .map((symbol) =>
        resolveExport(pack, symbol).flags & ts.SymbolFlags.Value ? symbol.name : `type ${symbol.name}`,
      );
    for (const { name } of exports) missing.delete(name);
    if (names.length > 0) imports.push(`import { ${names.join(', ')} } from '${specifier}';`);
  };
  for (const { specifier, exports } of pack.entries) take(exports, specifier);

  const source = pack.program.getSourceFile(example.source ?? '');
  const module = source && pack.program.getTypeChecker().getSymbolAtLocation(source);
  if (source && module) {
    const path = relative(folder, source.fileName).replaceAll('\\', '/');
    take(pack.program.getTypeChecker().getExportsOfModule(module), path);
  }
  const has = (dependency: string) => existsSync(join(pack.folder, 'node_modules', dependency));
  if (missing.has('tf') && has('@tensorflow/tfjs-core'))
    imports.push(`import * as tf from '@tensorflow/tfjs-core';`);
  if (has('@tensorflow/tfjs-backend-cpu')) imports.push(`import '@tensorflow/tfjs-backend-cpu';`);
  return imports;
}

/** The identifiers that a piece of code uses and does not declare or import itself. */
export function freeNames(code: string): Set<string> {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ESNext, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (!isMemberName(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Set([...used].filter((name) => !declared.has(name)));
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ((ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isTypeParameterDeclaration(parent)) &&
      parent.name === node) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent)
  );
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
      parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}
