import ts from 'typescript';
import type { PackageProgram } from './packageProgram.ts';
import type { PreparedExample } from './prepare.ts';

/** Type errors of the examples, each with its place in the documentation. */
export function typeProblems(pack: PackageProgram, examples: readonly PreparedExample[]): string[] {
  const program = ts.createProgram({
    rootNames: examples.map(({ file }) => file),
    options: pack.options,
    oldProgram: pack.program,
  });
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
