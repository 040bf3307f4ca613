import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A package as TypeScript sees it: its entries (`.` and the subpaths) and what each of them exports. */
export interface PackageProgram {
  readonly name: string;
  readonly folder: string;
  readonly options: ts.CompilerOptions;
  readonly program: ts.Program;
  /** Reads a file once, whichever of the package's programs asks for it: most of the time of a program is parsing. */
  readonly host: ts.CompilerHost;
  readonly entries: readonly Entry[];
}

/** One entry of a package: the specifier under which users import it, its source, its exported symbols. */
export interface Entry {
  readonly specifier: string;
  readonly source: string;
  readonly exports: readonly ts.Symbol[];
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Reads the package in `folder` and type-checks nothing yet. Takes about a second. */
export function packageProgram(folder: string): PackageProgram {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, string | Record<string, string>>;
  };
  const sources = Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string' || target['@hgn/source'] === undefined
      ? []
      : [
          {
            specifier: join(name, subpath).replaceAll('\\', '/'),
            source: join(folder, target['@hgn/source']),
          },
        ],
  );
  const base = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path));
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson((base.config as { compilerOptions: object }).compilerOptions, root)
      .options,
    composite: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    types: existsSync(join(folder, 'node_modules/@types/node')) ? ['node'] : [],
    typeRoots: [join(folder, 'node_modules/@types')],
  };
  const host = readingOnce(ts.createCompilerHost(options));
  const program = ts.createProgram(
    sources.map(({ source }) => source),
    options,
    host,
  );
  const checker = program.getTypeChecker();
  const entries = sources.map(({ specifier, source }) => {
    const file = program.getSourceFile(source);
    const module = file && checker.getSymbolAtLocation(file);
    return { specifier, source, exports: module ? checker.getExportsOfModule(module) : [] };
  });
  return { name, folder, options, program, host, entries };
}

/** The host with a memory for what it parsed; examples are written later and anew, so that they are not kept. */
function readingOnce(host: ts.CompilerHost): ts.CompilerHost {
  const parsed = new Map<string, ts.SourceFile | undefined>();
  return {
    ...host,
    getSourceFile: (file, ...rest) => {
      if (file.includes('/.examples/')) return host.getSourceFile(file, ...rest);
      if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, ...rest));
      return parsed.get(file);
    },
  };
}

/** What an exported name stands for, behind `export { … } from`. */
export function resolveExport({ program }: PackageProgram, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? program.getTypeChecker().getAliasedSymbol(symbol) : symbol;
}
