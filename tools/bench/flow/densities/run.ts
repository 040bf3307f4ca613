import { parseArgs } from 'node:util';
import { UsageError, type BenchmarkOptions } from '../../lib/benchmark.ts';
import { resumable } from '../../lib/resumable.ts';
import { findPython } from '../../peers/contestant.ts';
import { contestants, type ContestantName } from './contestants.ts';
import { densities, type DensityName } from './densities.ts';
import { judge, type Judgement } from './judge.ts';
import type { Row } from './row.ts';
import { summary } from './summary.ts';
import { isZuko, trialName, type FlowName } from './trials.ts';
import { judgeZuko, zukoFlows, type ZukoName } from './zuko.ts';

const densityNames = Object.keys(densities) as DensityName[];
const ourNames = Object.keys(contestants) as ContestantName[];
const zukoNames = Object.keys(zukoFlows) as ZukoName[];
const flowNames: readonly FlowName[] = [...ourNames, ...zukoNames];

/**
 * Trains every flow on every density named (all nine, unless told) for the same seconds of processor time, and judges it on
 * fresh points: ours by importance weights, zuko's by their exact densities. Each row is kept as soon as it is there, seed by
 * seed, and a run that was ended goes on where it was; rows of other settings are measured again, and all are after the word
 * `anew`. Ends with a table in Markdown.
 *
 * Options: `--seconds` (default 30) of training steps, `--seeds` (default 1) from 1 up, `--flows` by name with commas
 * between, `--points` (default 4000) and `--draws` of the momentum (default 512) of judging.
 *
 * @throws UsageError for a name or a number that is none.
 */
export async function compareOnDensities({
  args,
  log,
}: Pick<BenchmarkOptions, 'args' | 'log'>): Promise<Row[]> {
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
  const words = positionals.filter((word) => word !== 'anew');
  const names = words.length === 0 ? densityNames : words.map((name) => oneOf('density', name, densityNames));
  const asked = values.flows.split(',').map((name) => oneOf('flow', name, flowNames));
  const seconds = positive('seconds', values.seconds);
  const seeds = positive('seeds', values.seeds);
  const judging = { points: positive('points', values.points), draws: positive('draws', values.draws) };
  const zuko = asked.some(isZuko) ? findPython('zuko') : undefined;
  if (zuko === undefined && asked.some(isZuko))
    log(
      '*** SKIPPED: zuko, NSF and MAF. No python3 has it; pip install zuko, and name that python in HGN_BENCH_PYTHON ***',
    );
  const run = (density: DensityName, flow: FlowName, seed: number): Promise<Judgement> => {
    const target = densities[density];
    if (!isZuko(flow)) {
      const { make, training } = contestants[flow];
      return judge(make(target.features), target, { seconds, seed, training, ...judging });
    }
    if (zuko === undefined) throw new Error(`flow densities: no python3 has zuko, which ${flow} needs`);
    return judgeZuko(zuko.python, flow, target, { seconds, seed, ...judging });
  };
  const flows = asked.filter((flow) => !isZuko(flow) || zuko !== undefined);
  const trials = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    names.flatMap((density) =>
      flows.map((flow) => ({
        name: trialName(density, flow, { seconds, seed, ...judging }),
        run: async (): Promise<Row> => ({ density, flow, seed, ...(await run(density, flow, seed)) }),
      })),
    ),
  );
  const rows = await resumable('flow-densities', trials, { log, args: positionals });
  log(summary(rows));
  return rows;
}

function oneOf<T extends string>(what: string, name: string, all: readonly T[]): T {
  const found = all.find((each) => each === name);
  if (found !== undefined) return found;
  throw new UsageError(`flow densities: the ${what} must be one of ${all.join(', ')}, but got '${name}'`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`flow densities: --${name} must be a number above 0, but got '${text}'`);
}
