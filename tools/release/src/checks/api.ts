import { join } from 'node:path';
import ts from 'typescript';
import { publicPackages, type WorkspacePackage } from '../../../check/src/workspace.ts';
import { record, recorded } from './record.ts';
import type { StepOptions, StepOutcome } from '../step.ts';

/** Compares what every package exports with what was recorded, name by name, types included. */
export function compareApi({ accept }: StepOptions): Promise<StepOutcome> {
  const problems: string[] = [];
  let count = 0;
  for (const one of publicPackages()) {
    const file = `api/${one.manifest.name.replace('@hgn/', '')}.txt`;
    const lines = exportsOf(one);
    count += lines.length;
    const text = `${lines.join('\n')}\n`;
    const before = recorded(file);
    if (accept) record(file, text);
    else if (before === undefined)
      problems.push(
        `${one.manifest.name}: its exports are not recorded; npm run release -- --dry-run --only api --accept`,
      );
    else
      problems.push(
        ...differences(before.trimEnd().split('\n'), lines).map((line) => `${one.manifest.name}: ${line}`),
      );
  }
  return Promise.resolve({ problems, note: `${count} exports` });
}

/** What is gone (`-`), and what is new or changed (`+`), of two sorted lists. */
export function differences(before: readonly string[], now: readonly string[]): string[] {
  const [had, has] = [new Set(before), new Set(now)];
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}

/** `entry: name: type`, a line each, in order of the names. */
function exportsOf({ folder, manifest }: WorkspacePackage): string[] {
  const entries = Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    typeof target === 'string' || target['@hgn/source'] === undefined
      ? []
      : [{ subpath, source: join(folder, target['@hgn/source']) }],
  );
  const config = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.build.json'),
    { noEmit: true, composite: false, incremental: false, noErrorTruncation: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    },
  );
  const program = ts.createProgram(
    entries.map(({ source }) => source),
    config?.options ?? {},
  );
  const checker = program.getTypeChecker();
  const lines = entries.flatMap(({ subpath, source }) => {
    const file = program.getSourceFile(source);
    const module = file && checker.getSymbolAtLocation(file);
    if (file === undefined || module === undefined)
      throw new Error(`compareApi: entries must be modules, but ${source} is not`);
    return checker.getExportsOfModule(module).map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return `${subpath}: ${symbol.name}: ${described(checker, target, file)}`;
    });
  });
  return lines.sort();
}

/** A value's type, or the members of a type, in one line. */
function described(checker: ts.TypeChecker, symbol: ts.Symbol, file: ts.SourceFile): string {
  const text = (type: ts.Type): string =>
    comparable(checker.typeToString(type, file, ts.TypeFormatFlags.NoTruncation));
  if (symbol.flags & ts.SymbolFlags.Value && symbol.valueDeclaration !== undefined) {
    const kind = symbol.flags & ts.SymbolFlags.Class ? 'class ' : '';
    return kind + text(checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration));
  }
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const members = checker
    .getPropertiesOfType(type)
    .filter(({ valueDeclaration }) => valueDeclaration !== undefined)
    .map((member) => {
      const optional = member.flags & ts.SymbolFlags.Optional ? '?' : '';
      return `${comparable(member.name)}${optional}: ${text(checker.getTypeOfSymbolAtLocation(member, member.valueDeclaration ?? file))}`;
    });
  return type.isUnion() || checker.isArrayLikeType(type) || members.length === 0 || members.length > 60
    ? `type ${meaning(checker, type, file)}`
    : `type { ${members.join('; ')} }`;
}

/** What an alias stands for: its own name would hide that it changed. */
function meaning(checker: ts.TypeChecker, type: ts.Type, file: ts.SourceFile): string {
  return comparable(checker.typeToString(type, file, ts.TypeFormatFlags.InTypeAlias));
}

/**
 * A type's text without what differs from build to build: where it is imported from, the numbers of symbols, and the order
 * of names in a union, which is that in which the compiler met them.
 */
export function comparable(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/__@(\w+)@\d+/g, '[Symbol.$1]')
    .replace(/"[^"]*"(?: \| "[^"]*")+/g, (union) => union.split(' | ').sort().join(' | '));
}
