import { gruSmall, hnnConvSmall, hnnMlpSmall, lgnSmall, lstmSmall, odeSmall, rgnSmall } from './baselines.ts';
import { bodiesPreset } from './bodies.ts';
import { dmHgn } from './dmHgn.ts';
import { hgnPlusPlus } from './hgnPlusPlus.ts';
import { paper } from './paper.ts';
import { pendulumSmall } from './pendulum.ts';
import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';
import { rescience } from './rescience.ts';
import { dissipativeSmall, dmHgnSmall, hgnPlusPlusSmall, paperSmall, rescienceSmall } from './small.ts';

/** The names of the presets. */
export type PresetName =
  | 'quickstart'
  | 'pendulum-small'
  | 'paper'
  | 'rescience'
  | 'dm-hgn'
  | 'hgn++'
  | 'paper-small'
  | 'rescience-small'
  | 'dm-hgn-small'
  | 'hgn++-small'
  | 'dissipative-small'
  | 'two-body-small'
  | 'three-body-small'
  | 'hnn-conv-small'
  | 'hnn-mlp-small'
  | 'gru-small'
  | 'lstm-small'
  | 'rgn-small'
  | 'ode-small'
  | 'lgn-small';

/** Every preset by name: the published models, each with a `small` one of its structure, `quickstart`, and baselines. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  quickstart,
  'pendulum-small': pendulumSmall,
  paper,
  rescience,
  'dm-hgn': dmHgn,
  'hgn++': hgnPlusPlus,
  'paper-small': paperSmall,
  'rescience-small': rescienceSmall,
  'dm-hgn-small': dmHgnSmall,
  'hgn++-small': hgnPlusPlusSmall,
  'dissipative-small': dissipativeSmall,
  'two-body-small': bodiesPreset({ bodies: 2, name: 'two-body-small' }),
  'three-body-small': bodiesPreset({ bodies: 3, name: 'three-body-small' }),
  'hnn-conv-small': hnnConvSmall,
  'hnn-mlp-small': hnnMlpSmall,
  'gru-small': gruSmall,
  'lstm-small': lstmSmall,
  'rgn-small': rgnSmall,
  'ode-small': odeSmall,
  'lgn-small': lgnSmall,
};
