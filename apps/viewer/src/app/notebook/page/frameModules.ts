import type { FrameModule, FrameModules, ModuleAnswer, ModuleQuestion } from '../frame/messages.ts';

/** Modules of the app for a frame that can ask the network for none. */
export interface FrameModuleServer {
  /** The module that the frame starts with. */
  readonly entry: string;
  /** Answers over a port: with modules that the frame is made of, and no other file. */
  serve(port: MessagePort): void;
}

/**
 * Reads which modules the frame is made of.
 *
 * @throws Error where the place that serves this page has no `frame/modules.json`
 */
export async function frameModules(): Promise<FrameModuleServer> {
  const address = new URL('frame/modules.json', document.baseURI);
  const { base, entry, modules } = JSON.parse(await textOf(address)) as FrameModules;
  const folder = new URL(base, address);

  /** A module after all that it imports, without those that are known. */
  const withImports = (file: string, known: Set<string>): readonly string[] => {
    const found = Object.hasOwn(modules, file) ? modules[file] : undefined;
    if (found === undefined) throw new Error(`the frame has no module '${file}'`);
    if (known.has(file)) return [];
    known.add(file);
    return [...found.imports.flatMap((each) => withImports(each, known)), file];
  };
  const answer = async (file: string, known: Set<string>): Promise<ModuleAnswer> => {
    const before = new Set(known);
    try {
      const files = withImports(file, known);
      const read = async (each: string): Promise<FrameModule> => ({
        file: each,
        code: await textOf(new URL(each, folder)),
        ...modules[each],
      });
      return { file, modules: await Promise.all(files.map(read)) };
    } catch (error) {
      // What was not handed over may be asked for again: the network may be back.
      for (const each of known) if (!before.has(each)) known.delete(each);
      return { file, problem: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    entry,
    serve: (port) => {
      const known = new Set<string>();
      let last: Promise<unknown> = Promise.resolve();
      port.addEventListener('message', ({ data }: MessageEvent<ModuleQuestion>) => {
        // One after the other: a module may import what the answer before it holds.
        last = last.then(async () => port.postMessage(await answer(data.file, known)));
      });
      port.start();
    },
  };
}

async function textOf(address: URL): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.href} cannot be read: ${response.status}`);
  return await response.text();
}
