import type { TrainedFlow } from '@hgn/flow';
import type { FlowSampleOptions } from './options.ts';
import type { Io } from '../io.ts';
import { encodeNpz } from '../output/npz.ts';
import { prepareEngine, wantedEngine } from '../session/engine.ts';
import { count } from '../terminal/format.ts';
import { formatCsv } from './tables/csv.ts';
import { assertPlane, outFile, type OutFormat } from './outFile.ts';
import type { Theme } from '../commands/options.ts';
import { pointsPng, pointsSvg, viewOf } from './pictures.ts';
import { openFlow, type FlowRecord } from './runFolder.ts';

/** Runs `hgn flow sample`. */
export async function sampleFlow(shown: string, options: FlowSampleOptions, io: Io): Promise<void> {
  const engine = await prepareEngine({
    engine: wantedEngine(options.engine, io) ?? 'auto',
    threads: options.threads ?? 0,
  });
  const file = await outFile(options, io);
  const { trained, record } = await openFlow(shown, io, engine);
  try {
    assertPlane(file.format, record.columns.length);
    const { samples, seed } = options;
    const drawn = await trained.sampleFloat64(samples, { seed });
    const data = isFarFromZero(trained) ? drawn : Float32Array.from(drawn);
    await file.write(contentOf(file.format, data, samples, record, options.theme));
    if (options.json === true) {
      const { columns } = record;
      io.stdout.write(`${JSON.stringify({ file: options.out, samples, seed, columns })}\n`);
    } else {
      io.stdout.write(`${options.out}: ${count(samples, 'sample')} of ${shown}, seed ${seed}\n`);
    }
  } finally {
    await trained.dispose();
  }
}

/** Whether float32 would leave a column fewer than a thousand values within a deviation. */
function isFarFromZero({ standardisation: { shift, scale } }: TrainedFlow): boolean {
  return Array.from(shift.data).some((mean, i) => Math.abs(mean) * 2 ** -23 > scale.data[i] / 1000);
}

function contentOf(
  format: OutFormat,
  data: Float32Array | Float64Array,
  rows: number,
  { columns, view, source }: FlowRecord,
  theme: Theme | undefined,
): string | Uint8Array {
  const place = view ?? viewOf(Float32Array.from(data));
  switch (format) {
    case '.csv':
      return formatCsv({ columns, data, rows });
    case '.npz':
      return encodeNpz({ samples: { shape: [rows, columns.length], data } });
    case '.svg':
      return pointsSvg(`Samples, learnt from ${source.data}`, place, Float32Array.from(data), theme);
    case '.png':
      return pointsPng(place, Float32Array.from(data));
  }
}
