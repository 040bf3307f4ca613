import { paper } from './paper.ts';
import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';

/** Every preset by name. */
export const presets: Readonly<Record<'paper' | 'quickstart', Preset>> = { paper, quickstart };
