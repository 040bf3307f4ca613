import type { DynamicsModel } from '../architecture/model.ts';
import { stateFrame } from '../data/protocol.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import type { ExportFacts } from './facts.ts';

/** An array that an exported graph takes or gives: float32, row-major. */
export interface ArrayDescription {
  readonly name: string;
  /** Lengths; `batch` where the file takes any. */
  readonly shape: readonly (number | 'batch')[];
  readonly meaning: string;
}

/** One exported graph. */
export interface GraphDescription {
  readonly file: string;
  readonly does: string;
  readonly inputs: readonly ArrayDescription[];
  readonly outputs: readonly ArrayDescription[];
}

/** The parts of a model that are exported, in the order of their use; `hamiltonian` where there is an energy. */
export type GraphName = 'encode' | 'state' | 'step' | 'decode' | 'hamiltonian';

/** What `model.json` of an exported model says; facts that were not known are absent. */
export interface ModelDescription extends ExportFacts {
  readonly format: 'hgn-export';
  readonly version: 2;
  /** What moves the state: `hamiltonian`, `neuralOde`, … */
  readonly dynamics: string;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** Frames that `encode` sees. */
  readonly inputFrames: number;
  /** The frame among them, from 0, to which the inferred state belongs. */
  readonly stateFrame: number;
  /** Time between two frames of the training data. */
  readonly dt: number;
  /** Samples per call: a number, or any. */
  readonly batch: number | 'any';
  /** Side of the blocks of pixels that the graphs fold into channels inside; frames outside are plain. */
  readonly foldedBlock: number;
  /**
   * What drives the system: the clock, so that `step` takes a time, or numbers that came with the data. Absent where nothing does.
   */
  readonly drive?: 'clock' | 'data';
  readonly graphs: Readonly<Record<Exclude<GraphName, 'hamiltonian'>, GraphDescription>> & {
    readonly hamiltonian?: GraphDescription;
  };
  /** SHA-256 of the files beside `model.json`, in hexadecimal, by name. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** How to describe a model. */
export interface DescriptionOptions {
  readonly dt: number;
  readonly protocol: Pick<FrameProtocol, 'stateAt'>;
  readonly batchSize: number | 'any';
  readonly facts: ExportFacts;
}

const driveMeaning = {
  clock: 'the time half-way between the state and the next',
  data: 'what drives the system between the state and the next, its mean',
} as const;

/** Names, shapes and meanings of everything that an exported model takes and gives, and what is known of it beside. */
export function describeExport(
  model: DynamicsModel,
  { dt, protocol, batchSize, facts }: DescriptionOptions,
): Omit<ModelDescription, 'checksums'> {
  const { system, preset, run, timeSteps, statistics, chart } = facts;
  const { image, inputFrames, dynamics, decodes, blockSize } = model.config;
  const batch = batchSize === 'any' ? 'batch' : batchSize;
  const { height, width, channels } = image;
  const array = (name: string, shape: readonly number[], meaning: string): ArrayDescription => ({
    name,
    shape: [batch, ...shape],
    meaning,
  });
  const momentum = dynamics.type === 'lagrangian' ? 'velocity' : 'momentum';
  const q = array('q', model.stateShape, 'position');
  const p = array('p', model.stateShape, momentum);
  return {
    format: 'hgn-export',
    version: 2,
    ...(system !== undefined && { system }),
    ...(preset !== undefined && { preset }),
    ...(run !== undefined && { run }),
    dynamics: dynamics.type,
    image: { height, width, channels },
    inputFrames,
    stateFrame: stateFrame(protocol, inputFrames),
    dt,
    batch: batchSize,
    foldedBlock: blockSize,
    ...(model.drive && { drive: model.drive.by }),
    graphs: {
      encode: {
        file: 'encode.onnx',
        does: 'infers a state from frames',
        inputs: [
          array(
            'frames',
            [inputFrames, height, width, channels],
            `${inputFrames} consecutive frames, ${dt} apart, values from 0 to 1`,
          ),
        ],
        outputs: [
          array('mean', model.latentShape, 'mean of the posterior over z'),
          array('logVariance', model.latentShape, 'natural logarithm of its variance'),
          array('q', model.stateShape, 'position at the mean'),
          array('p', model.stateShape, `${momentum} at the mean`),
        ],
      },
      state: {
        file: 'state.onnx',
        does: 'makes a state of z: drawn from the posterior, from the prior N(0, I), or between two others',
        inputs: [array('z', model.latentShape, 'latent variable')],
        outputs: [q, p],
      },
      step: {
        file: 'step.onnx',
        does: 'advances a state by one frame',
        inputs: [
          q,
          p,
          array('dt', [], `time to advance: ${dt} is one frame of the training data, negative goes backward`),
          ...(model.drive ? [array('drive', [model.drive.channels], driveMeaning[model.drive.by])] : []),
        ],
        outputs: [
          array('nextQ', model.stateShape, `position dt later`),
          array('nextP', model.stateShape, `${momentum} dt later`),
        ],
      },
      decode: {
        file: 'decode.onnx',
        does: `paints the frame of a state${decodes === 'position' ? ', for which it looks at q only' : ''}`,
        // A file takes only what it reads.
        inputs: decodes === 'position' ? [q] : [q, p],
        outputs: [array('frame', [height, width, channels], 'values from 0 to 1')],
      },
      ...(model.hamiltonian && {
        hamiltonian: {
          file: 'hamiltonian.onnx',
          does: `gives the learnt energy of a state${model.drive ? ', without that of what drives it,' : ''} and its gradients`,
          inputs: [q, p],
          outputs: [
            array('H', [], 'energy'),
            array('dHdq', model.stateShape, 'its derivative by q'),
            array('dHdp', model.stateShape, 'its derivative by p'),
          ],
        },
      }),
    },
    ...(timeSteps && { timeSteps }),
    ...(statistics && { statistics }),
    ...(chart && { chart }),
  };
}
