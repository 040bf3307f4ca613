import type { ModelDescription } from '@hgn/player';

/** What the first picture needs to know of a run before its model is open. */
export interface ConfigFacts {
  readonly system: string;
  readonly seed: number;
  readonly image: ModelDescription['image'];
  readonly inputFrames: number;
  readonly stateFrame: number;
}

/**
 * Reads these few values of a `config.yaml` as `hgn train` writes it, without a parser for YAML.
 *
 * @returns undefined where the data was not simulated, or the text is another
 */
export function configFacts(config: string): ConfigFacts | undefined {
  const value = (pattern: RegExp): string | undefined => pattern.exec(config)?.[1];
  const number = (name: string): number => Number(value(new RegExp(`^ *${name}: *(\\d+)`, 'm')) ?? NaN);
  const system = value(/^system: *(\S+)/m);
  const folder = value(/^ {2}folder: *(\S+)/m) ?? 'null';
  const image = { height: number('height'), width: number('width'), channels: number('channels') };
  const inputFrames = number('inputFrames');
  const seed = number('seed');
  if (
    system === undefined ||
    folder !== 'null' ||
    !Number.isFinite(image.height * image.width * image.channels * inputFrames * seed)
  ) {
    return undefined;
  }
  const places: Readonly<Record<string, number>> = { first: 0, middle: Math.floor((inputFrames - 1) / 2) };
  const stateFrame = places[value(/^ {2}stateAt: *(\S+)/m) ?? ''] ?? inputFrames - 1;
  return { system, seed, image, inputFrames, stateFrame };
}
