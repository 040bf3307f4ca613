import { button, checkbox, form, range, select, text } from '../inputs/inputs.ts';
import type { Capabilities } from '../capabilities/capabilities.ts';
import { framePicture, playFrames } from '../inputs/pictures.ts';
import { clipInput } from '../inputs/clipInput.ts';
import { inputValues } from '../inputs/inputValues.ts';
import type { CellEnvironment } from './cellRuntime.ts';
import { roomFor } from './roomFor.ts';

/**
 * What every cell knows beside what other cells declare: controls, pictures, runs, training, the compiler, and how wide
 * a figure may be.
 *
 * @param host where the notebook stands
 * @param modules those that cells may import, by name
 */
export function notebookEnvironment(
  host: Element,
  { runs, train, compilerPasses }: Capabilities,
  modules: Readonly<Record<string, () => Promise<unknown>>>,
): CellEnvironment {
  const room = roomFor(host);
  return {
    names: {
      Inputs: { button, checkbox, form, range, select, text },
      framePicture,
      playFrames,
      clipInput,
      runs,
      train,
      compilerPasses,
    },
    changing: { width: () => inputValues(room) },
    async load(name) {
      const load = Object.hasOwn(modules, name) ? modules[name] : undefined;
      if (load === undefined) {
        throw new Error(
          `import: there is no module '${name}'; a notebook has ${Object.keys(modules).join(', ')}`,
        );
      }
      return await load();
    },
  };
}
