import type {
  FlowTrainOptions,
  FlowSampleOptions,
  FlowDensityOptions,
  FlowExportOptions,
} from '../flow/options.ts';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Io } from '../io.ts';
import {
  engineOption,
  finiteNumber,
  jsonOption,
  seed,
  themeOption,
  threadsOption,
  wholeNumber,
} from './options.ts';

const names = (text: string): string[] => {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('It must be names separated by commas.');
  return parts;
};

const widths = (text: string): number[] => text.split(',').map((part) => wholeNumber(1)(part));

/** Adds `hgn flow train|sample|density|export`. */
export function defineFlow(program: Command, io: Io): void {
  const flow = program.command('flow').description('learn a density from samples with a normalising flow');
  defineTrain(flow, io);
  defineSample(flow, io);
  defineDensity(flow, io);
  defineFlowExport(flow, io);
}

function defineTrain(flow: Command, io: Io): void {
  flow
    .command('train')
    .description('learn a density from samples')
    .argument(
      '[samples]',
      'a .csv or .npz file, one row a sample, or a built-in density: eightGaussians, twoMoons, twoCrescents, pinwheel, checkerboard, rings, swissRoll, frame, banana, funnel',
    )
    .addOption(
      new Option(
        '-k, --kind <name>',
        'nhf: Neural Hamiltonian Flow (default); sharp-nhf: one for edges and narrow modes; fk-nhf: with quadratic kinetic energy; realnvp: affine couplings; spline: spline couplings',
      ).choices(['nhf', 'sharp-nhf', 'fk-nhf', 'realnvp', 'spline']),
    )
    .option('-n, --samples <n>', 'samples to draw of a built-in density (default: 20000)', wholeNumber(2))
    .option('--columns <names>', 'columns of a .csv file to learn, separated by commas', names)
    .option('--array <name>', 'array of a .npz file (default: samples, or the only one)')
    .addOption(
      new Option(
        '--decimal <mark>',
        'what stands before decimals in a text, where it cannot be told',
      ).choices(['.', ',']),
    )
    .option('--steps <n>', 'training steps (default: 2000)', wholeNumber(1))
    .option('--batch-size <n>', 'samples in a step (default: 256)', wholeNumber(1))
    .option(
      '--learning-rate <x>',
      'highest learning rate (default: 0.005, of sharp-nhf 0.02)',
      finiteNumber((value) => value > 0, 'a number above 0'),
    )
    .option(
      '--validation <share>',
      'share of the samples that is not learnt from; the result is what these find likeliest (default: 0)',
      finiteNumber((value) => value >= 0 && value < 1, 'a share from 0 to below 1'),
    )
    .option('--hidden <widths>', 'hidden layers of each network, e.g. 64,64', widths)
    .option('--layers <n>', 'Hamiltonians or coupling layers', wholeNumber(1))
    .option('--leapfrog-steps <n>', 'integration steps in each Hamiltonian', wholeNumber(1))
    .option('-s, --seed <n>', 'seed of weights, batches and drawn samples (default: 0)', seed)
    .option('-o, --out <folder>', 'folder of the flow (default: runs/<samples>-<kind>)')
    .option('--resume', 'continue the training in --out from its last checkpoint')
    .option('--accept-changed-data', 'with --resume: go on though the samples are not as they were')
    .option('--force', 'replace a flow that is already there')
    .option('--no-picture', 'draw no density.svg')
    .addOption(themeOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn flow train twoMoons --out runs/moons\n  hgn flow train measured.csv --columns length,width --kind spline --validation 0.1\n  hgn flow train --resume --out runs/moons',
    )
    .action(async (data: string | undefined, options: FlowTrainOptions) => {
      const { trainFlow } = await import('../flow/train.ts');
      await trainFlow(data, options, io);
    });
}

function defineSample(flow: Command, io: Io): void {
  flow
    .command('sample')
    .description('draw samples from a learnt density')
    .argument('<flow>', 'folder that hgn flow train wrote')
    .requiredOption('-o, --out <file>', 'file to write: .csv, .npz (NumPy), .svg or .png')
    .option('--force', 'replace a file that is already there')
    .option('-n, --samples <n>', 'samples to draw', wholeNumber(1), 1000)
    .option('-s, --seed <n>', 'seed of the draw', seed, 0)
    .addOption(themeOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn flow sample runs/moons --samples 500 --out moons.csv')
    .action(async (folder: string, options: FlowSampleOptions) => {
      const { sampleFlow } = await import('../flow/sample.ts');
      await sampleFlow(folder, options, io);
    });
}

function defineDensity(flow: Command, io: Io): void {
  flow
    .command('density')
    .description('say how likely points are under a learnt density, or draw it')
    .argument('<flow>', 'folder that hgn flow train wrote')
    .argument('[points]', 'a .csv or .npz file, one row a point')
    .option(
      '-o, --out <file>',
      'file to write: .csv or .npz (log-densities in nats, lower bounds, standard errors), .svg or .png (the density)',
    )
    .option('--force', 'replace a file that is already there')
    .option('--columns <names>', 'columns of the points, in the order of the samples', names)
    .option('--array <name>', 'array of a .npz file (default: samples, or the only one)')
    .addOption(
      new Option(
        '--decimal <mark>',
        'what stands before decimals in a text, where it cannot be told',
      ).choices(['.', ',']),
    )
    .option('--importance-samples <n>', 'draws of the momentum for each point', wholeNumber(1), 64)
    .option('-s, --seed <n>', 'seed of these draws', seed, 0)
    .addOption(themeOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn flow density runs/moons points.csv --out densities.csv')
    .action(async (folder: string, points: string | undefined, options: FlowDensityOptions) => {
      const { densityOfFlow } = await import('../flow/density.ts');
      await densityOfFlow(folder, points, options, io);
    });
}

function defineFlowExport(flow: Command, io: Io): void {
  flow
    .command('export')
    .description('write a learnt density as ONNX files, for Python, browsers and other programs')
    .argument('<flow>', 'folder that hgn flow train wrote')
    .option('-o, --out <folder>', 'folder to write (default: <flow>/export)')
    .option('--force', 'replace an export that is already there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  hgn flow export runs/moons\n\nThe README.md in the folder says how to use the files.',
    )
    .action(async (folder: string, options: FlowExportOptions) => {
      const { exportFlowFolder } = await import('../flow/exportFlowFolder.ts');
      await exportFlowFolder(folder, options, io);
    });
}
