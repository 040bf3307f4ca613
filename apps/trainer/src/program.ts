import { Command } from 'commander';
import { defineDataset } from './commands/dataset.ts';
import { defineDoctor } from './commands/doctor.ts';
import { defineEvaluate } from './commands/models/evaluate.ts';
import { defineExperiment } from './commands/experiment.ts';
import { defineExport } from './commands/models/export.ts';
import { defineFlow } from './commands/flow.ts';
import { defineInterpolate } from './commands/models/interpolate.ts';
import { defineLearn } from './commands/learn.ts';
import { defineQuickstart } from './commands/quickstart.ts';
import { defineRollout } from './commands/models/rollout.ts';
import { defineSample } from './commands/models/sample.ts';
import { defineSimulate } from './commands/simulate.ts';
import { defineSweep } from './commands/sweep.ts';
import { defineTrain } from './commands/train.ts';
import { defineView } from './commands/view.ts';
import { defineWorker } from './commands/worker.ts';
import type { Io } from './io.ts';
import { packageVersion } from './version.ts';

/** The command line: names, options and help. What a command does is loaded only when it runs. */
export function createProgram(io: Io): Command {
  const program = new Command('hgn')
    .description('Learn Hamiltonian dynamics from pixels.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', '\nStart with: hgn quickstart');
  defineQuickstart(program, io);
  defineSimulate(program, io);
  defineDataset(program, io);
  defineTrain(program, io);
  defineLearn(program, io);
  defineEvaluate(program, io);
  defineRollout(program, io);
  defineSample(program, io);
  defineInterpolate(program, io);
  defineExport(program, io);
  defineExperiment(program, io);
  defineSweep(program, io);
  defineWorker(program, io);
  defineFlow(program, io);
  defineView(program, io);
  defineDoctor(program, io);
  nameItselfInErrors(program, 'hgn');
  return program;
}

/** Wrong usage is told in one line that says of which command, and where its options stand. */
function nameItselfInErrors(command: Command, called: string): void {
  command.configureOutput({
    outputError: (text, write) =>
      write(
        `${called}: ${text
          .replace(/^error: /, '')
          .trim()
          .replace(/\n/g, ' ')
          .replace(/\.$/, '')}; see ${called} --help\n`,
      ),
  });
  for (const inner of command.commands) nameItselfInErrors(inner, `${called} ${inner.name()}`);
}
