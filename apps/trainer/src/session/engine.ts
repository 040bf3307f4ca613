import type { JitOptions } from '@hgn/jit';
import { engines, type RunConfig } from '../config/schema.ts';
import { registerEagerBackend } from '../engines/eager.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { suggestion } from '../nearest.ts';

/** Makes every engine that a configuration may end up on usable, and says which one @hgn/jit shall take. */
export async function prepareEngine({
  engine,
  threads,
}: Pick<RunConfig, 'engine' | 'threads'>): Promise<JitOptions> {
  await registerEagerBackend();
  return { engine, ...(threads === 0 ? {} : { threads }) };
}

/**
 * The engine that `--engine`, or else HGN_ENGINE, asks for.
 *
 * @throws CommandError when HGN_ENGINE is no engine's name
 */
export function wantedEngine(
  option: string | undefined,
  { env }: Pick<Io, 'env'>,
): RunConfig['engine'] | undefined {
  const name = option ?? env.HGN_ENGINE ?? '';
  if (name === '') return undefined;
  const found = engines.find((engine) => engine === name);
  if (found !== undefined) return found;
  throw new CommandError(`HGN_ENGINE: unknown engine ${JSON.stringify(name)}${suggestion(name, engines)}`);
}

/** The configuration with the engine and threads that the command line asks for. */
export function withEngine(
  config: RunConfig,
  { engine, threads }: { readonly engine?: string; readonly threads?: number },
  io: Pick<Io, 'env'>,
): RunConfig {
  return {
    ...config,
    engine: wantedEngine(engine, io) ?? config.engine,
    threads: threads ?? config.threads,
  };
}
