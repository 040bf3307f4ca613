import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a command of the repository was asked for, or the exit status that it ends with at once. */
export type CommandLine<T extends Options> =
  | {
      readonly values: ReturnType<
        typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>
      >['values'];
      readonly positionals: readonly string[];
    }
  | { readonly status: 0 | 2 };

/**
 * Reads a command line. `--help` prints the usage; an option that there is not is an error of one line.
 *
 * @example
 * const line = readCommandLine(['--help'], { rounds: { type: 'string' } }, 'npm run endure -- kills [--rounds 50]');
 */
export function readCommandLine<T extends Options>(
  args: readonly string[],
  options: T,
  usage: string,
): CommandLine<T> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    return { status: 0 };
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message.split('. ')[0]}\n\n${usage}`);
    return { status: 2 };
  }
}
