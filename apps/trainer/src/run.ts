import { CommanderError } from 'commander';
import { describeError, InterruptedError } from './errors.ts';
import { exitCodeOf } from './exitCode.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { coloursFor } from './terminal/colours.ts';

/**
 * Runs one `hgn` command and returns its exit code: 0 done, 1 failed, 2 wrong usage (a file that is named and not there is
 * that, too), 130 stopped by the user.
 *
 * Reads and writes nothing but `io` and the files that the command names, and never throws: a failure is one line
 * on stderr (with a stack when `io.env.HGN_DEBUG` is set).
 *
 * @param args words after `hgn`
 * @example
 * import { run } from '@hgn/trainer';
 *
 * const code = await run(['simulate', 'pendulum', '--trajectories', '2', '--out', 'data/pendulum'], {
 *   stdout: process.stdout,
 *   stderr: process.stderr,
 *   clock: { now: () => performance.timeOrigin + performance.now() },
 *   cwd: process.cwd(),
 *   env: process.env,
 *   signal: new AbortController().signal,
 *   isTTY: false,
 *   columns: 80,
 * });
 * console.log(code);
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const program = createProgram(io);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already written what it has to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const name = ['hgn', ...commandWords(args, program.commands)].join(' ');
    const colours = coloursFor(io);
    const mark = error instanceof InterruptedError ? colours.yellow(`${name}:`) : colours.red(`${name}:`);
    io.stderr.write(`${mark} ${describeError(error)}\n`);
    const debug = io.env.HGN_DEBUG;
    if (debug !== undefined && debug !== '' && error instanceof Error && error.stack !== undefined) {
      io.stderr.write(`${error.stack}\n`);
    }
    return exitCodeOf(error, args, io.cwd);
  }
}

type Named = ReturnType<typeof createProgram>['commands'];

/** The command names at the start of the arguments, e.g. `dataset verify`. */
function commandWords(args: readonly string[], commands: Named): string[] {
  const command = commands.find((candidate) => candidate.name() === args[0]);
  return command === undefined ? [] : [command.name(), ...commandWords(args.slice(1), command.commands)];
}
