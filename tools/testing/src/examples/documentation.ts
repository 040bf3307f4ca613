import ts from 'typescript';
import { resolveExport, type PackageProgram } from './packageProgram.ts';

/**
 * What the exports of a package's entries lack: each needs a doc comment; functions, and classes that are no errors,
 * need an example in it. Types and constants may do without.
 */
export function documentationProblems(pack: PackageProgram): string[] {
  return pack.entries.flatMap(({ specifier, exports }) =>
    exports.flatMap((symbol) => {
      const problem = problemOf(pack, resolveExport(pack, symbol));
      return problem === undefined ? [] : [`${specifier}: ${symbol.name} ${problem}`];
    }),
  );
}

function problemOf(pack: PackageProgram, symbol: ts.Symbol): string | undefined {
  // `export * as name`: what is in it is looked at where it is exported by name.
  if (symbol.flags & ts.SymbolFlags.Module) return undefined;
  const checker = pack.program.getTypeChecker();
  if (ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === '')
    return 'has no doc comment';
  const needsExample = isFunction(checker, symbol);
  const hasExample = symbol.getJsDocTags(checker).some(({ name }) => name === 'example');
  return needsExample && !hasExample ? 'is a function without an @example' : undefined;
}

function isFunction(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined) return false;
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  if (type.getCallSignatures().length > 0) return true;
  if (!ts.isClassDeclaration(declaration)) return false;
  const instance = checker.getDeclaredTypeOfSymbol(symbol);
  return instance.getProperty('stack') === undefined;
}
