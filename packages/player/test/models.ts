import {
  createModel,
  createTrainer,
  exportOnnx,
  presets,
  type ModelConfig,
  type PresetName,
} from '@hgn/model';
import { generate, presets as datasets } from '@hgn/datasets';
import { key } from '@hgn/nn';

/** Presets of every kind that a player may meet: vector and map states, with an energy and without. */
export const playable = [
  'quickstart',
  'rescience-small',
  'dm-hgn-small',
  'lgn-small',
  'ode-small',
  'lstm-small',
] as const satisfies readonly PresetName[];

/** A model with starting parameters, exported. */
export function exported(name: PresetName, batchSize: number | 'any' = 'any') {
  const sequences = generate(datasets['mass-spring'], { seed: 3, trajectories: 2, frames: 30 });
  const { model: config, ...preset } = presets[name];
  const model = createModel(withFrequencies(config));
  const trainer = createTrainer(model, preset);
  const { parameters } = trainer.init(key(21), { background: [0.3] });
  const { protocol } = preset;
  const { files } = exportOnnx(model, trainer, parameters, { dt: 0.125, protocol, batchSize });
  return { model, trainer, parameters, sequences, files };
}

/** The architecture with frequencies where it would take those of its data. */
const withFrequencies = (config: ModelConfig): ModelConfig =>
  JSON.parse(JSON.stringify(config), (name, value: unknown) =>
    name === 'frequencies' && value === 'data' ? [0.5, 3] : value,
  ) as ModelConfig;

/** Reads the files of an export that is held in memory. */
export const sourceOf =
  (files: Readonly<Record<string, Uint8Array>>) =>
  (name: string): Promise<Uint8Array> =>
    Object.hasOwn(files, name)
      ? Promise.resolve(files[name])
      : Promise.reject(new Error(`there is no ${name}`));
