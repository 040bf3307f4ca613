#!/usr/bin/env node
import { run } from './run.ts';

const stop = new AbortController();
const onSignal = (): void => {
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
  // A viewer has nothing to finish; whatever computes ends its step first, so that nothing is lost.
  const said = process.argv[2] === 'view' ? 'the viewer ends' : 'stopping after this step';
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${said}; press Ctrl-C again to quit at once\n`);
};
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

// A reader that goes away, as in `hgn --help | head -1`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

const code = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  clock: { now: () => performance.timeOrigin + performance.now() },
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  isTTY: process.stderr.isTTY ?? false,
  columns: process.stderr.columns ?? process.stdout.columns ?? 80,
});

// Engines may keep threads alive; the work is done, so leave once everything is written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
