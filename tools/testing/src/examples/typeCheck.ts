import ts from 'typescript';
import type { PackageProgram } from './packageProgram.ts';
import type { PreparedExample } from './prepare.ts';

/**
 * Type errors of the examples, each with its place in the documentation. Blocks of READMEs must also do where every element
 * of an array may be missing (`noUncheckedIndexedAccess`).
 */
export function typeProblems(pack: PackageProgram, examples: readonly PreparedExample[]): string[] {
  const typed = examples.filter(({ language }) => language === 'ts');
  const blocks = typed.filter(({ source }) => source === undefined);
  const others = typed.filter(({ source }) => source !== undefined);
  return [
    ...problemsOf(pack, blocks, { ...pack.options, noUncheckedIndexedAccess: true }),
    ...problemsOf(pack, others, pack.options),
  ];
}

function problemsOf(
  pack: PackageProgram,
  examples: readonly PreparedExample[],
  options: ts.CompilerOptions,
): string[] {
  if (examples.length === 0) return [];
  const rootNames = examples.map(({ file }) => file);
  const program = ts.createProgram({ rootNames, options, host: pack.host });
  return examples.flatMap(({ file, place, offset }) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) - offset;
      const message = ts.flattenDiagnosticMessageText(messageText, '\n');
      return `${place}${line > 0 ? ` (+${line})` : ''}: ${message}`;
    });
  });
}
