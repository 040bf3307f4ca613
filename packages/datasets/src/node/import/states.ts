import { CorruptDatasetError } from '../errors.ts';
import { naming } from '../folder/readDataset.ts';
import { NpzReader } from '../folder/npzReader.ts';
import { readNumpy } from '../../formats/numpy.ts';

/** Which frames of a sequence states are wanted for: `length` of them, `every` apart. */
export interface Frames {
  readonly from: number;
  readonly every: number;
  readonly length: number;
}

/** States that were measured or simulated with the frames. */
export interface States {
  readonly coordinates: number;
  /** Throws a CorruptDatasetError unless there are this many sequences with at least this many frames. */
  requireLength(sequences: number, frames: number): void;
  rows(sequence: number, which: Frames): { q: Float64Array; p: Float64Array; energy?: Float64Array };
}

interface Stack {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

async function readStack(npz: NpzReader, name: string, path: string): Promise<Stack | undefined> {
  if (!npz.names.includes(name)) return undefined;
  const fail = (rule: string): never => {
    throw new CorruptDatasetError(`importFrames: ${path}: '${name}' ${rule}`);
  };
  const [{ shape, values, descr, field }] = readNumpy(await npz.file(name));
  const rank = name === 'energy' ? 2 : 3;
  if (field !== undefined || shape.length !== rank) {
    const axes = rank === 3 ? 'trajectory, frame, coordinate' : 'trajectory, frame';
    return fail(`must be numbers [${axes}], but is ${descr} [${shape.join(', ')}]`);
  }
  // Energies that are not known are NaN; states are known or left out.
  const wrong = values.findIndex((value) =>
    name === 'energy' ? Math.abs(value) === Infinity : !Number.isFinite(value),
  );
  if (wrong >= 0) {
    const inner = shape.slice(2).reduce((product, extent) => product * extent, 1);
    const frame = Math.floor(wrong / inner);
    fail(
      `must be finite, but is ${values[wrong]} in trajectory ${Math.floor(frame / shape[1])}, frame ${frame % shape[1]}; leave that trajectory out, or the states`,
    );
  }
  return { shape, values };
}

/**
 * Reads `q` and `p` [trajectory, frame, coordinate] and optionally `energy` [trajectory, frame] of an open .npz file.
 * @returns nothing where it has none of them
 * @throws CorruptDatasetError, naming `path`, when they do not fit together
 */
export async function statesIn(npz: NpzReader, path: string): Promise<States | undefined> {
  const [q, p, energy] = [
    await readStack(npz, 'q', path),
    await readStack(npz, 'p', path),
    await readStack(npz, 'energy', path),
  ];
  if (!q && !p && !energy) return undefined;
  if (!q || q.shape.join() !== p?.shape.join()) {
    throw new CorruptDatasetError(
      `importFrames: ${path} must hold both 'q' and 'p', equally large, or neither`,
    );
  }
  const [sequences, frames, coordinates] = q.shape;
  if (energy && energy.shape.join() !== [sequences, frames].join()) {
    throw new CorruptDatasetError(
      `importFrames: ${path}: 'energy' must be [${sequences}, ${frames}] like 'q', but is [${energy.shape.join(', ')}]`,
    );
  }
  const pick = (from: Float64Array, width: number, sequence: number, which: Frames): Float64Array => {
    const out = new Float64Array(which.length * width);
    for (let i = 0; i < which.length; i++) {
      const start = (sequence * frames + which.from + i * which.every) * width;
      out.set(from.subarray(start, start + width), i * width);
    }
    return out;
  };
  return {
    coordinates,
    requireLength(wantedSequences, wantedFrames) {
      if (sequences === wantedSequences && frames >= wantedFrames) return;
      throw new CorruptDatasetError(
        `importFrames: ${path}: 'q' and 'p' must be [${wantedSequences}, ${wantedFrames} or more, …] for these frames, but are [${q.shape.join(', ')}]`,
      );
    },
    rows: (sequence, which) => ({
      q: pick(q.values, coordinates, sequence, which),
      p: pick(p.values, coordinates, sequence, which),
      ...(energy && { energy: pick(energy.values, 1, sequence, which) }),
    }),
  };
}

/** The states of some frames of a sequence; without states, none. */
export function statesOf(
  states: States | undefined,
  sequence: number,
  which: Frames,
): { q: Float64Array; p: Float64Array; energy: Float64Array } {
  const energy = new Float64Array(which.length).fill(NaN);
  if (!states) return { q: new Float64Array(), p: new Float64Array(), energy };
  return { energy, ...states.rows(sequence, which) };
}

/** The states in a file of their own. */
export async function readStates(path: string): Promise<States | undefined> {
  return naming(
    path,
    async () => {
      const npz = await NpzReader.open(path);
      try {
        return await statesIn(npz, path);
      } finally {
        await npz.close();
      }
    },
    'importFrames',
  );
}
