import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ownProgram as ofTests } from '../../test/setup/builtProgram.ts';
import { ownProgram } from './ownProgram.ts';

/** What the process of an engine's examination tells; undefined where it ends without a word. */
async function told({ entry, execArgv }: ReturnType<typeof ownProgram>): Promise<unknown> {
  const child = fork(entry, ['onnx-cpu'], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let report: unknown;
  child.on('message', (message) => (report = message));
  await once(child, 'exit');
  return report;
}

it('a program of this package starts from its sources as from what is built', async () => {
  const [source, tested] = [ownProgram('engines/examiner'), ofTests('engines/examiner')];
  expect(source.entry.pathname).toMatch(/\/src\/engines\/examiner\.ts$/);
  expect(tested.entry.pathname).toMatch(/\/(dist\/engines\/examiner\.js|src\/engines\/examiner\.ts)$/);
  for (const program of [source, tested])
    expect(await told(program)).toMatchObject({ engine: 'onnx-cpu', works: true });
});
