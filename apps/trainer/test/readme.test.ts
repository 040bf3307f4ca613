import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { hgn } from './io.ts';
import { pendulumCsv, shakenCsv } from './pendulumRecording.ts';
import { writeSwing } from './swingFilm.ts';
import { parse, stringify } from 'yaml';
import { merge, type PlainObject } from '../src/config/overrides.ts';
import { tiny, tinyValues } from './tiny.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const ownData = await readFile(new URL('../../../docs/learn-from-your-own-data.md', import.meta.url), 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, body]) => body);
const commandsOf = (text: string): string[][] =>
  blocks(text, 'sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('hgn '))
    .map((line) => line.slice('hgn '.length).split(' '));

/** What makes a command of the README short enough for a test, without changing what it does. */
function shortened([command, ...rest]: readonly string[]): string[] {
  const args = [command, ...rest];
  const steps = args.indexOf('--steps');
  if (steps > 0) args[steps + 1] = '3';
  if (command === 'quickstart') return [...args, ...tiny, '--steps', '3'];
  if (command === 'train' && !args.includes('--resume'))
    return [...args, ...tiny, '--set', 'training.steps=3'];
  // Most of the time is in the picture of the density and in the film.
  if (command === 'flow' && args[1] === 'train' && !args.includes('--resume'))
    return [...args, '--hidden', '8'];
  if (command === 'sample') return [...args, '--frames', '6'];
  if (command === 'learn' && args[1].endsWith('.mp4')) return [...args, '--steps', '3'];
  if (command === 'learn' && !args.includes('--model')) return [...args, '--mirror', '--windows', '12'];
  return args;
}

/** The recordings that the README and the page on one's own data speak of. */
async function writeRecordings(cwd: string): Promise<void> {
  for (const [index, phase] of [0.3, 1.1, 2, 2.7].entries())
    await writeFile(join(cwd, `swing-${index + 1}.csv`), pendulumCsv(phase, 6));
  for (const [index, from] of [0.4, 20.2, 51].entries())
    await writeFile(join(cwd, `shaken-${index + 1}.csv`), shakenCsv(from, 5));
}

/** Runs commands in order, shortened. */
async function runAll(commands: readonly string[][], cwd: string): Promise<void> {
  for (const command of commands) {
    const { code, stderr } = await hgn(shortened(command), { cwd });
    expect(code, `hgn ${command.join(' ')}\n${stderr}`).toBe(0);
  }
}

/** A YAML file of the README under the name in its first line; the grid of an experiment with tiny models. */
async function writeYaml(cwd: string, text: string): Promise<void> {
  const name = /^# (\S+\.yaml)/.exec(text)?.[1] ?? '';
  const content = parse(text) as PlainObject;
  const few = 'search' in content ? { search: { trials: 2 } } : {};
  const changes = merge(merge(content, few), { set: merge(tinyValues, { training: { steps: 3 } }) });
  await writeFile(join(cwd, name), 'models' in content ? stringify(changes) : text);
}

/** The README's commands in two parts, of which the second goes on in the folder of the first. */
describe('every command of the README runs, in its order', () => {
  const commands = commandsOf(readme);
  const middle = Math.floor(commands.length / 2);
  let cwd: string;
  beforeAll(async () => {
    expect(commands.length).toBeGreaterThan(12);
    cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
    for (const text of blocks(readme, 'yaml')) await writeYaml(cwd, text);
    await writeRecordings(cwd);
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it('in its first half', () => runAll(commands.slice(0, middle), cwd));

  it('in its second half', () => runAll(commands.slice(middle), cwd));
});

/** The videos that the page on one's own data speaks of, the same film twice; nothing where there is no ffmpeg. */
async function writeFilm(cwd: string): Promise<boolean> {
  await writeSwing(join(cwd, 'pictures'));
  const made = spawnSync('ffmpeg', [
    '-v',
    'error',
    '-r',
    '30',
    '-i',
    join(cwd, 'pictures/%d.png'),
    join(cwd, 'film.mp4'),
  ]);
  if (made.status !== 0) return false;
  for (const name of ['other.mp4', 'shaken.mp4']) await copyFile(join(cwd, 'film.mp4'), join(cwd, name));
  return true;
}

it('every command of the page on one’s own data runs, in its order', async () => {
  const cwd = await temporaryFolder();
  await writeRecordings(cwd);
  const hasFilm = await writeFilm(cwd);
  if (!hasFilm) console.warn('SKIPPED: the commands on films need ffmpeg');
  const commands = commandsOf(ownData).filter((words) => hasFilm || !words.join(' ').includes('film'));
  expect(commands.length).toBeGreaterThan(2);
  await runAll(commands, cwd);
});
