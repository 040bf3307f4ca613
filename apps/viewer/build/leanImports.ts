import type { Plugin } from 'vite';

/** What the app leaves out of packages that it uses in part. */
interface LeanImports {
  /** Packages whose start can be left out where nothing of it is used: they register what this build never calls. */
  readonly withoutStart?: readonly string[];
  /** Modules that are never reached; whoever asks for one all the same is told. */
  readonly unreached?: readonly string[];
  /** What stands in the place of modules that only register what this build never calls, as source by specifier. */
  readonly replaced?: Readonly<Record<string, string>>;
}

/** Leaves out of a build what its code cannot come to need, and a bundler cannot know. */
export function leanImports({ withoutStart = [], unreached = [], replaced = {} }: LeanImports): Plugin {
  const mark = '\0unreached:';
  const stead = '\0replaced:';
  return {
    name: 'hgn-lean-imports',
    enforce: 'pre',
    apply: 'build',
    async resolveId(source, importer, options) {
      if (unreached.includes(source)) return `${mark}${source}`;
      if (Object.hasOwn(replaced, source)) return `${stead}${source}`;
      if (!withoutStart.includes(source)) return undefined;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      return resolved === null ? null : { ...resolved, moduleSideEffects: false };
    },
    load(id) {
      if (id.startsWith(stead)) return replaced[id.slice(stead.length)];
      return id.startsWith(mark)
        ? `throw new Error(${JSON.stringify(`the viewer comes without ${id.slice(mark.length)}`)});`
        : undefined;
    },
  };
}
