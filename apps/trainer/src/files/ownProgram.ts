const here = import.meta.url;

/**
 * How a module of this package is started as a process of its own: from TypeScript sources it needs a loader; the built
 * package starts its file directly.
 *
 * @param module its path below the sources, without an extension: `experiment/trials/child`
 */
export function ownProgram(module: string): { readonly entry: URL; readonly execArgv: string[] } {
  return here.endsWith('.ts')
    ? {
        entry: new URL(`../${module}.ts`, here),
        execArgv: ['--conditions=@hgn/source', '--import', import.meta.resolve('tsx')],
      }
    : { entry: new URL(`../${module}.js`, here), execArgv: process.execArgv };
}
