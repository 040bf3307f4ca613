import { furtherPresets } from '../systems/further.ts';
import { paperPresets } from './paper.ts';
import type { Preset } from './preset.ts';
import { suitePresets } from './suite.ts';

/** Every preset by name. */
export const presets: Readonly<Record<string, Preset>> = Object.fromEntries(
  [...paperPresets, ...suitePresets, ...furtherPresets].map((preset) => [preset.name, preset]),
);

/** No preset has the name asked for. */
export class UnknownPresetError extends Error {
  override readonly name = 'UnknownPresetError';
}

/**
 * The preset of that name.
 * @throws UnknownPresetError, naming all presets
 * @example
 * const { dt } = findPreset('pendulum');
 */
export function findPreset(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name];
  const known = Object.keys(presets).join(', ');
  throw new UnknownPresetError(`findPreset: there is no preset '${name}'; the presets are ${known}`);
}
