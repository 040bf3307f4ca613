// The `hgn` process: streams, signals and exit code of a command.
import { isatty } from 'node:tty';
import { run } from './run.ts';
import { descriptorSink } from './terminal/descriptor.ts';
import { stopOnSignals, StopReason } from './terminal/stopping.ts';

/** What a process that a closed pipe ended gives to its shell: 128 and the number of SIGPIPE. */
const brokenPipe = 141;

const stop = new AbortController();
// Without its reader a command stops as for Ctrl-C: what it says matters, and what it did is saved.
const losing = (name: string) => (fault: NodeJS.ErrnoException) =>
  stop.abort(new StopReason(`${name} could not be written any more (${fault.code ?? fault.message})`));
const stdout = descriptorSink(1, losing('standard output'));
const stderr = descriptorSink(2, losing('standard error'));
const isTTY = isatty(2);

// A viewer has nothing to finish; whatever computes ends its step first, so that nothing is lost.
const said = process.argv[2] === 'view' ? 'the viewer ends' : 'stopping after this step';
stopOnSignals(stop, {
  onFirst: () => stderr.write(`${isTTY ? '\n' : ''}${said}; press Ctrl-C again to quit at once\n`),
  quit: () => process.exit(130),
});
// Warnings of Node and of engines that nobody reads are no reason to die.
process.stderr.on('error', () => undefined);

const code = await run(process.argv.slice(2), {
  stdout,
  stderr,
  clock: { now: () => performance.timeOrigin + performance.now() },
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  isTTY,
  columns: columnsOf(),
});

const fault = stdout.fault ?? stderr.fault;
if (stdout.fault !== undefined && stdout.fault.code !== 'EPIPE') {
  stderr.write(`hgn: standard output could not be written: ${stdout.fault.message}\n`);
}
// Engines may keep threads alive; the work is done and everything is written, so leave.
process.exit(
  fault === undefined ? code : fault.code === 'EPIPE' ? brokenPipe : code === 130 || code === 0 ? 1 : code,
);

/** Width of the terminal; what is no terminal is not touched, lest it be switched to another mode. */
function columnsOf(): number {
  const terminal = [2, 1].find((descriptor) => isatty(descriptor));
  if (terminal === undefined) return 80;
  return (terminal === 2 ? process.stderr : process.stdout).columns;
}
