import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Chart } from '../chart/chart.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import type { MeasuredStates, ModelStatistics, Range } from './statistics.ts';

/** What is known of a model beside its parameters: what version 2 of `model.json` carries. */
export interface ExportFacts {
  /** Name of the system that it was trained on. */
  readonly system?: string;
  /** Name of its preset. */
  readonly preset?: string;
  /** Name of the run that trained it. */
  readonly run?: string;
  /** Time steps that training took; negative is backward. */
  readonly timeSteps?: Range;
  readonly statistics?: ModelStatistics;
  readonly chart?: Chart;
}

/**
 * What a checkpoint of `hgn train` says of its model beside the parameters. Everything that writes an exported model of
 * a run takes it from here, so that a page writes the same bytes as the command.
 *
 * @param metadata of the checkpoint: `config`, and for the last one of a finished run `measured`, both JSON
 * @param dt time between two frames of the training data
 * @example
 * import { factsOfCheckpoint, presets } from '@hgn/model';
 *
 * const config = { ...presets.quickstart, system: 'mass-spring', preset: 'quickstart', seed: 0 };
 * const { system, timeSteps } = factsOfCheckpoint({ config: JSON.stringify(config) }, 0.125);
 * console.log(system, timeSteps); // mass-spring { minimum: -0.25, maximum: 0.25 }
 */
export function factsOfCheckpoint(metadata: Readonly<Record<string, string>>, dt: number): ExportFacts {
  const { config, measured } = metadata;
  const { statistics, chart } =
    measured === undefined ? {} : (JSON.parse(measured) as Partial<MeasuredStates>);
  const measurements = { ...(statistics && { statistics }), ...(chart && { chart }) };
  if (config === undefined) return measurements;
  const known = JSON.parse(config) as Readonly<Record<string, unknown>> & {
    readonly protocol: FrameProtocol;
    readonly system: string;
    readonly preset: string;
  };
  const { system, preset, protocol } = known;
  return { system, preset, run: runName(known), timeSteps: timeSteps(protocol, dt), ...measurements };
}

/** What of a configuration may change while a run stays the same run. */
const adjustable = ['engine', 'threads', 'training'];

/** A name for everything that decides what is learnt: the same for a run that is trained longer or elsewhere. */
function runName(config: Readonly<Record<string, unknown>>): string {
  const deciding = Object.entries(config)
    .filter(([name]) => !adjustable.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = sha256(new TextEncoder().encode(JSON.stringify(deciding)));
  return bytesToHex(digest).slice(0, 12);
}

/** The time steps that a protocol takes, whatever the batch: backward, and at double speed, where it does so. */
function timeSteps({ backwardFraction, doubleSpeedFraction }: FrameProtocol, dt: number): Range {
  const largest = doubleSpeedFraction > 0 ? 2 * dt : dt;
  const smallest = doubleSpeedFraction < 1 ? dt : largest;
  return {
    minimum: backwardFraction > 0 ? -largest : smallest,
    maximum: backwardFraction < 1 ? largest : -smallest,
  };
}

/**
 * What was measured of a model as text for the metadata of a checkpoint, see {@link factsOfCheckpoint}: eight digits of
 * every number, more than float32 has.
 *
 * @example
 * import { measuredText } from '@hgn/model';
 *
 * const error = { median: 1 / 3, percentile99: 0.5 };
 * const empty = { minimum: [], maximum: [] };
 * const statistics = { states: 1, z: { mean: [], deviation: [] }, q: empty, p: empty, reconstructionError: error };
 * console.log(measuredText({ statistics })); // …"median":0.33333333…
 */
export function measuredText(measured: MeasuredStates): string {
  return JSON.stringify(measured, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(8)) : value,
  );
}
