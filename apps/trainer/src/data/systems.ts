import { presets, type Preset } from '@hgn/datasets';
import { UsageError } from '../errors.ts';
import { suggestion } from '@hgn/options';

/**
 * The recipe of a physical system by name.
 *
 * @throws UsageError with the nearest known name
 */
export function findSystem(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name];
  throw new UsageError(`unknown system ${JSON.stringify(name)}${suggestion(name, Object.keys(presets))}`);
}
