import { parseArgs } from 'node:util';
import { contestants, type ContestantName } from './contestants.ts';
import { densities, type DensityName } from './densities.ts';
import { judge, type Judgement } from './judge.ts';

const densityNames = Object.keys(densities) as DensityName[];
const flowNames = Object.keys(contestants) as ContestantName[];

/** One row of the table: one flow, trained on one density from one seed. Nats, but where the name says otherwise. */
export interface Row extends Judgement {
  readonly density: DensityName;
  readonly flow: ContestantName;
  readonly seed: number;
}

/**
 * Trains every flow on every density named (all nine, unless told) for the same seconds of processor time, and judges it by
 * importance weights on fresh points.
 *
 * Options: `--seconds` (default 30) of training steps, `--seeds` (default 1) from 1 up, `--flows` by name with commas
 * between, `--points` (default 4000) and `--draws` of the momentum (default 512) of judging.
 *
 * @throws RangeError for a name or a number that is none.
 */
export async function compareOnDensities(
  args: readonly string[],
  log: (line: string) => void,
): Promise<Row[]> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '30' },
      seeds: { type: 'string', default: '1' },
      flows: { type: 'string', default: flowNames.join(',') },
      points: { type: 'string', default: '4000' },
      draws: { type: 'string', default: '512' },
    },
  });
  const names =
    positionals.length === 0 ? densityNames : positionals.map((name) => oneOf('density', name, densityNames));
  const flows = values.flows.split(',').map((name) => oneOf('flow', name, flowNames));
  const seconds = positive('seconds', values.seconds);
  const seeds = positive('seeds', values.seeds);
  const judging = { points: positive('points', values.points), draws: positive('draws', values.draws) };
  log('*** SKIPPED: the sides of zuko, NSF and MAF. PyTorch, which it needs, is a download of 540 MB ***');
  const rows: Row[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const density of names) {
      for (const flow of flows) {
        const { make, learningRate } = contestants[flow];
        const target = densities[density];
        const found = await judge(make(target.features), target, { seconds, seed, learningRate, ...judging });
        const row = { density, flow, seed, ...found };
        log(
          `${density}, ${flow}, seed ${seed}: ${row.belowExact.toFixed(3)} +- ${row.standardError.toFixed(3)} nats below exact (bound ${row.boundBelowExact.toFixed(3)}); ${row.steps} steps of ${row.millisecondsPerStep.toFixed(2)} ms, ${row.parameters} parameters`,
        );
        rows.push(row);
      }
    }
  }
  return rows;
}

function oneOf<T extends string>(what: string, name: string, all: readonly T[]): T {
  const found = all.find((each) => each === name);
  if (found !== undefined) return found;
  throw new RangeError(`flow densities: the ${what} must be one of ${all.join(', ')}, but got '${name}'`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`flow densities: --${name} must be a number above 0, but got '${text}'`);
}
