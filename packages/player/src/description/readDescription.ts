import { integer, member, members, number, optional, refuse, text, type Field } from './fields.ts';
import { range } from './range.ts';
import { readChart } from './readChart.ts';
import { readGraphs } from './readGraphs.ts';
import { readStatistics } from './readStatistics.ts';
import { sizeOf } from './sizeOf.ts';
import type { ModelDescription } from './types.ts';

/** Lengths beyond this are mistakes: no frame, batch or state is that large. */
const most = 1 << 20;

/**
 * Reads and checks the bytes of `model.json`, versions 1 and 2. Members that are not known are passed over.
 *
 * @throws Error `openModel: model.json: …` with the first member that is not as it must be
 */
export function readDescription(bytes: Uint8Array): ModelDescription {
  const root: Field = { value: parse(bytes), path: '' };
  const at = (name: string) => member(root, name);
  if (typeof root.value !== 'object' || root.value === null || Array.isArray(root.value)) {
    throw new Error(`openModel: model.json must hold an object; is it the model.json of an exported model?`);
  }
  if (at('format').value !== 'hgn-export') refuse(at('format'), "'hgn-export'");
  const version = versionOf(at('version'));
  const image = {
    height: integer(member(at('image'), 'height'), 1, most),
    width: integer(member(at('image'), 'width'), 1, most),
    channels: integer(member(at('image'), 'channels'), 1, most),
  };
  const inputFrames = integer(at('inputFrames'), 1, most);
  const batch = at('batch').value === 'any' ? 'any' : integer(at('batch'), 1, most);
  const frame = [image.height, image.width, image.channels];
  const drive = optional(at('drive'), driveOf);
  const graphs = readGraphs(at('graphs'), {
    batch: batch === 'any' ? 'batch' : batch,
    frames: [inputFrames, ...frame],
    frame,
    isDriven: drive !== undefined,
  });
  const base: ModelDescription = {
    format: 'hgn-export',
    version,
    dynamics: text(at('dynamics')),
    image,
    inputFrames,
    stateFrame: integer(at('stateFrame'), 0, inputFrames - 1),
    dt: number(at('dt'), 'a positive number', (dt) => dt > 0),
    batch,
    foldedBlock: foldedBlock(at('foldedBlock'), image),
    ...(drive && { drive }),
    graphs,
  };
  return version === 1 ? base : { ...base, ...readVersion2(root, graphs) };
}

function driveOf(field: Field): 'clock' | 'data' {
  const { value } = field;
  if (value !== 'clock' && value !== 'data') refuse(field, "'clock' or 'data'");
  return value;
}

function versionOf(field: Field): 1 | 2 {
  const { value } = field;
  if (value !== 1 && value !== 2) refuse(field, '1 or 2, as a newer version needs a newer @hgn/player');
  return value;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Error('openModel: model.json is not JSON in UTF-8; is the file cut off?', { cause });
  }
}

function foldedBlock(field: Field, { height, width }: ModelDescription['image']): number {
  const block = integer(field, 1, most);
  if (height % block !== 0 || width % block !== 0) refuse(field, `a divisor of ${height} and ${width}`);
  return block;
}

/** What version 2 adds; members that are absent stay so. */
function readVersion2(root: Field, graphs: ModelDescription['graphs']): Partial<ModelDescription> {
  const at = (name: string) => member(root, name);
  const stateSize = sizeOf(graphs.state.outputs[0].shape);
  const latentSize = sizeOf(graphs.state.inputs[0].shape);
  const read = {
    system: optional(at('system'), text),
    preset: optional(at('preset'), text),
    run: optional(at('run'), text),
    timeSteps: optional(at('timeSteps'), range),
    statistics: optional(at('statistics'), (field) => readStatistics(field, { latentSize, stateSize })),
    chart: optional(at('chart'), (field) => readChart(field, 2 * stateSize)),
    checksums: optional(at('checksums'), (field) => checksums(field, graphs)),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

function checksums(field: Field, graphs: ModelDescription['graphs']): Readonly<Record<string, string>> {
  const sums = Object.fromEntries(
    members(field).map(([name, sum]) => {
      if (typeof sum.value !== 'string' || !/^[0-9a-f]{64}$/.test(sum.value)) {
        refuse(sum, '64 hexadecimal digits');
      }
      return [name, sum.value];
    }),
  );
  for (const { file } of Object.values(graphs)) {
    if (!Object.hasOwn(sums, file)) refuse({ value: undefined, path: `checksums.${file}` }, 'there');
  }
  return sums;
}
