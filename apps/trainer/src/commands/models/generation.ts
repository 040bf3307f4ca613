import type { Command } from 'commander';
import { engineOption, finiteNumber, themeOption, threadsOption } from '../options.ts';

/** Adds the options of every command that writes films: `--out`, `--force`, `--theme`, `--backward`, `--speed`. */
export function addFilmOptions(command: Command): Command {
  return command
    .requiredOption('-o, --out <file>', 'file to write: .npz (NumPy), .png, .svg (film strip) or .gif')
    .option('--force', 'replace a file that is already there')
    .addOption(themeOption())
    .option('--backward', 'roll into the past')
    .option(
      '--speed <factor>',
      'time per frame, in units of the training data: 2 is double speed',
      finiteNumber((value) => value > 0, 'a number above 0'),
      1,
    );
}

/** Adds the options of every command that sets the model of a run to work. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--checkpoint <file>', 'checkpoint to use: a file, or best (default: the last one)')
    .addOption(engineOption())
    .addOption(threadsOption());
}
