import type { DensityEstimate, TrainedFlow } from '@hgn/flow';
import type { JitOptions } from '@hgn/jit';
import type { FlowDensityOptions } from './options.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { encodeNpz } from '../output/npz.ts';
import { prepareEngine, wantedEngine } from '../session/engine.ts';
import { count, short } from '../terminal/format.ts';
import { formatCsv } from './tables/csv.ts';
import { densityMaps } from './densityMaps.ts';
import { assertPlane, outFile, type OutFile } from './outFile.ts';
import { densityPng, densitySvg } from './pictures.ts';
import { openFlow, type FlowRecord } from './runFolder.ts';
import { readTable } from './tables/samples.ts';
import { chooseColumns, type NumberTable } from './tables/table.ts';

/** Runs `hgn flow density`. */
export async function densityOfFlow(
  shown: string,
  points: string | undefined,
  options: FlowDensityOptions,
  io: Io,
): Promise<void> {
  if (points === undefined && options.out === undefined) {
    throw new UsageError('name a file of points, or a picture to draw with --out');
  }
  const engine = await prepareEngine({
    engine: wantedEngine(options.engine, io) ?? 'auto',
    threads: options.threads ?? 0,
  });
  const file =
    options.out === undefined
      ? undefined
      : await outFile({ out: options.out, ...(options.force !== undefined && { force: options.force }) }, io);
  const isPicture = file?.format === '.svg' || file?.format === '.png';
  if (points === undefined && !isPicture) {
    throw new UsageError('a .csv or .npz file holds the densities of points: name the file of points too');
  }
  const { trained, record } = await openFlow(shown, io, engine);
  try {
    if (file !== undefined) assertPlane(file.format, record.columns.length);
    const table = points === undefined ? undefined : await readPoints(points, options, record, io);
    const found = table && (await trained.density(table.data, options));
    if (file !== undefined) {
      await file.write(
        isPicture || table === undefined || found === undefined
          ? await picture(file, trained, record, options, engine, table)
          : contentOf(file, table, found),
      );
    }
    say(shown, found, options, io);
  } finally {
    await trained.dispose();
  }
}

async function readPoints(
  points: string,
  options: FlowDensityOptions,
  { columns: trained }: FlowRecord,
  io: Io,
): Promise<NumberTable> {
  const { columns, array, decimal } = options;
  const table = await readTable(
    {
      data: points,
      ...(columns && { columns }),
      ...(array !== undefined && { array }),
      ...(decimal && { decimal }),
    },
    io,
  );
  if (columns === undefined && trained.every((name) => table.columns.includes(name))) {
    return chooseColumns(table, trained, points);
  }
  if (table.columns.length !== trained.length) {
    throw new CommandError(
      `${points}: has ${count(table.columns.length, 'column')}, but the flow was learnt from ${trained.length} (${trained.join(', ')}); choose them with --columns`,
    );
  }
  return table;
}

async function picture(
  file: OutFile,
  trained: TrainedFlow,
  record: FlowRecord,
  drawing: FlowDensityOptions,
  engine: JitOptions,
  table: NumberTable | undefined,
): Promise<string | Uint8Array> {
  const maps = await densityMaps(trained, record, engine, drawing);
  if (file.format === '.png') return densityPng(maps);
  const points = table && Float32Array.from(table.data.slice(0, 2 * 2000));
  const { view, source } = record;
  if (view === null) throw new CommandError('pictures show two columns; write a .csv or .npz file instead');
  return densitySvg(
    { title: `Learnt from ${source.data}`, view, ...maps, ...(points && { points }) },
    drawing.theme,
  );
}

function contentOf(file: OutFile, table: NumberTable, found: DensityEstimate): string | Uint8Array {
  const { logProb, lowerBound, standardError } = found;
  if (file.format === '.npz') {
    const shape = [table.rows];
    return encodeNpz({
      points: { shape: [table.rows, table.columns.length], data: table.data },
      log_prob: { shape, data: logProb },
      lower_bound: { shape, data: lowerBound },
      standard_error: { shape, data: standardError },
    });
  }
  const width = table.columns.length;
  const columns = [...table.columns, 'log_prob', 'lower_bound', 'standard_error'];
  const data = new Float64Array(table.rows * columns.length);
  for (let row = 0; row < table.rows; row++) {
    data.set(table.data.subarray(row * width, (row + 1) * width), row * columns.length);
    data.set([logProb[row], lowerBound[row], standardError[row]], row * columns.length + width);
  }
  return formatCsv({ columns, data, rows: table.rows });
}

function say(
  shown: string,
  found: DensityEstimate | undefined,
  { out, json, importanceSamples, seed }: FlowDensityOptions,
  io: Io,
): void {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value / values.length, 0);
  const summary = found && {
    points: found.logProb.length,
    logLikelihood: mean(found.logProb),
    lowerBound: mean(found.lowerBound),
    standardError: mean(found.standardError),
  };
  if (json === true) {
    io.stdout.write(
      `${JSON.stringify({ file: out ?? null, importanceSamples, seed, ...(summary ?? { points: 0 }) })}\n`,
    );
    return;
  }
  if (summary !== undefined) {
    io.stdout.write(
      `${shown}: ${count(summary.points, 'point')}, ${short(summary.logLikelihood)} nats a point on average, at least ${short(summary.lowerBound)}\n`,
    );
  }
  if (out !== undefined) io.stdout.write(`${out}: written\n`);
}
