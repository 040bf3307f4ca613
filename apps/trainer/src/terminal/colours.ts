import picocolors from 'picocolors';
import type { Io } from '../io.ts';

/** The few colours used on the terminal. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for stderr: on at a terminal, off when NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function coloursFor(io: Pick<Io, 'env' | 'isTTY'>): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  const refused = NO_COLOR !== undefined && NO_COLOR !== '';
  return picocolors.createColors(!refused && (forced || (io.isTTY && TERM !== 'dumb')));
}
