import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { hgn } from './io.ts';
import { tiny } from './tiny.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, body]) => body);

/** What makes a command of the README short enough for a test, without changing what it does. */
function shortened([command, ...rest]: readonly string[]): string[] {
  const args = [command, ...rest];
  const steps = args.indexOf('--steps');
  if (steps > 0) args[steps + 1] = '3';
  if (command === 'quickstart') return [...args, ...tiny, '--steps', '3'];
  if (command === 'train' && !args.includes('--resume'))
    return [...args, ...tiny, '--set', 'training.steps=3'];
  return args;
}

it('every command of the README runs, in its order', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'spring.yaml'), blocks('yaml')[0]);
  const commands = blocks('sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('hgn '))
    .map((line) => line.slice('hgn '.length).split(' '));
  expect(commands.length).toBeGreaterThan(12);
  for (const command of commands) {
    const { code, stderr } = await hgn(shortened(command), { cwd });
    expect(code, `hgn ${command.join(' ')}\n${stderr}`).toBe(0);
  }
});
