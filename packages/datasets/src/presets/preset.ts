import type { SystemName } from '../systems/registry.ts';
import type { Recipe } from './recipe.ts';

/** A data set as plain data; vary one by spreading it: `{ ...presets.pendulum, dt: 0.05 }`. */
export type Preset = Recipe<SystemName>;
