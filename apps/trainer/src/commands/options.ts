import { InvalidArgumentError, Option } from 'commander';
import { engines, refusalOf } from '../engines/names.ts';

/** Reads a whole number of at least `minimum`; anything else is a usage error. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || !Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    }
    return value;
  };
}

/** Reads a finite number that `accepts`; `rule` completes "It must be ...". */
export function finiteNumber(accepts: (value: number) => boolean, rule: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || !accepts(value)) {
      throw new InvalidArgumentError(`It must be ${rule}.`);
    }
    return value;
  };
}

const largestSeed = 0xffffffff;

/** Reads a seed: a whole number from 0 to 4294967295. */
export function seed(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > largestSeed) throw new InvalidArgumentError(`It must be at most ${largestSeed}.`);
  return value;
}

/** Reads a port; 0 takes any that is free. */
export function portNumber(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError('It must be at most 65535.');
  return value;
}

/** Reads the address of a server. */
export function webAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It must be an address such as http://127.0.0.1:5000.');
  }
  return text;
}

/** `--json`, the same words in every command. */
export const jsonOption = (): Option =>
  new Option('--json', 'print one JSON document to stdout and nothing else there');

/** `--channels`, 1 or 3; `what` says of what. */
export const channelsOption = (what: string): Option =>
  new Option('--channels <n>', what).choices(['1', '3']);

/** `--engine`, the same words in every command. */
export const engineOption = (): Option =>
  withRefusals(
    new Option('--engine <name>', 'engine that runs the compiled model (see hgn doctor)').choices(engines),
  );

/** Says of an engine that is refused why, instead of that it is none. */
function withRefusals(option: Option): Option {
  const read = option.parseArg;
  return option.argParser((name: string, earlier: unknown) => {
    const refusal = refusalOf(name);
    if (refusal !== undefined) throw new InvalidArgumentError(`It is refused: ${refusal}.`);
    return read?.(name, earlier as string);
  });
}

/** `--threads`, the same words in every command. */
export const threadsOption = (): Option =>
  new Option('--threads <n>', 'threads of the engine; 0 leaves the choice to it').argParser(wholeNumber(0));

/** What `--theme` takes. */
export type Theme = 'light' | 'dark';

/** `--theme`, the same words in every command that draws. */
export const themeOption = (): Option =>
  new Option(
    '--theme <name>',
    'colours of the pictures (default: .svg as the reader’s screen, others light)',
  ).choices(['light', 'dark']);

/** Collects the values of an option that may be given more than once. */
export const repeated = (value: string, earlier: readonly string[] | undefined): string[] => [
  ...(earlier ?? []),
  value,
];
