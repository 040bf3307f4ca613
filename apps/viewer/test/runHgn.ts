import { spawn } from 'node:child_process';
import { hgnCommand } from '@hgn/testing';

/**
 * Runs the real `hgn` in a process of its own.
 *
 * @returns what it wrote to stdout
 * @throws Error with what it said when it fails
 */
export async function runHgn(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, [...hgnCommand(), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0)
    throw new Error(`runHgn: hgn ${args.join(' ')} must succeed, but ended with ${code}:\n${stderr}`);
  return stdout;
}

/** Arguments of `hgn train` for a model that is learnt in seconds. */
export const tinyTraining: readonly string[] = [
  'training.batchSize=4',
  'training.logEvery=1',
  'training.checkpointEvery=2',
  'data.trajectories=6',
  'data.frames=20',
  'data.testTrajectories=3',
  'protocol.steps=5',
  'protocol.framesPerSample=2',
].flatMap((change) => ['--set', change]);
