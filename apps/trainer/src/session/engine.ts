import type { JitOptions } from '@hgn/jit';
import type { RunConfig } from '../config/schema.ts';
import type { Io } from '../io.ts';

/** What @hgn/jit needs to know of a configuration. */
export function jitOptions({ engine, threads }: Pick<RunConfig, 'engine' | 'threads'>): JitOptions {
  return { engine, ...(threads === 0 ? {} : { threads }) };
}

/** The configuration with the engine that the command line or HGN_ENGINE asks for. */
export function withEngine(
  config: RunConfig,
  { engine, threads }: { readonly engine?: string; readonly threads?: number },
  io: Pick<Io, 'env'>,
): RunConfig {
  const wanted = engine ?? io.env.HGN_ENGINE;
  return {
    ...config,
    ...(wanted === undefined || wanted === '' ? {} : { engine: wanted as RunConfig['engine'] }),
    ...(threads === undefined ? {} : { threads }),
  };
}
