import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { complete, inFolder, start, tiny, tinyValues } from './command.ts';

/** A command that is killed, what takes it up again, and which files must be the same bits as without kills. */
interface Victim {
  readonly name: string;
  prepare?(cwd: string): Promise<unknown>;
  readonly first: readonly string[];
  readonly again: readonly string[];
  /** Whether a file of the result is the same in every run: not what tells the time. */
  isDecisive(path: string): boolean;
}

const train = ['train', ...tiny, '--no-report', '--no-export', '--out', 'x'];
const flow = ['--kind', 'realnvp', '--hidden', '8', '--layers', '2', '--samples', '256', '--steps', '300'];
const grid = `name: grid
seeds: [1, 2]
systems: [mass-spring]
models: [{ name: HGN }]
set: ${JSON.stringify({ ...tinyValues, training: { ...tinyValues.training, steps: 60 } })}
`;
const search = grid
  .replace('name: grid', 'name: search')
  .concat(
    'search: { method: asha, trials: 3, over: { optimiser.learningRate: { from: 0.001, to: 0.01 } } }\n',
  );

const checkpoints = (path: string): boolean => /step-0+(400|60)\.safetensors$/.test(path);

const victims: readonly Victim[] = [
  {
    name: 'train',
    first: [...train, '--steps', '400'],
    again: ['train', '--resume', '--no-report', '--no-export', '--out', 'x'],
    isDecisive: checkpoints,
  },
  {
    name: 'flow train',
    first: ['flow', 'train', 'twoMoons', ...flow, '--out', 'x'],
    again: ['flow', 'train', '--resume', '--out', 'x'],
    isDecisive: (path) => path.endsWith('flow.safetensors'),
  },
  {
    name: 'simulate',
    first: ['simulate', 'pendulum', '-n', '300', '-f', '30', '--out', 'x'],
    again: ['simulate', 'pendulum', '-n', '300', '-f', '30', '--out', 'x', '--force'],
    isDecisive: () => true,
  },
  {
    name: 'experiment',
    prepare: (cwd) => writeFile(join(cwd, 'grid.yaml'), grid),
    first: ['experiment', 'grid.yaml'],
    again: ['experiment', 'grid.yaml'],
    isDecisive: checkpoints,
  },
  {
    name: 'sweep',
    prepare: (cwd) => writeFile(join(cwd, 'search.yaml'), search),
    first: ['sweep', 'search.yaml'],
    again: ['sweep', 'search.yaml'],
    isDecisive: checkpoints,
  },
  {
    name: 'export',
    prepare: (cwd) => complete([...train, '--steps', '2'], cwd),
    first: ['export', 'x', '--force'],
    again: ['export', 'x', '--force'],
    isDecisive: (path) => path.includes('/export/'),
  },
  {
    name: 'convert',
    prepare: (cwd) => complete(['simulate', 'pendulum', '-n', '300', '-f', '30', '--out', 'x'], cwd),
    first: ['dataset', 'convert', 'x', 'y.h5', '--force'],
    again: ['dataset', 'convert', 'x', 'y.h5', '--force'],
    isDecisive: (path) => path.endsWith('.h5'),
  },
];

/** What a kill leaves and nothing else does. */
const leftover = /\.partial|\.replaced-|\.old-|\.lock/;

/** Kills every command at random moments, takes it up, and compares what comes out with an undisturbed run, bit by bit. */
export async function kills(rounds = 50): Promise<boolean> {
  let isRight = true;
  for (const victim of victims) {
    const counts = {
      kills: 0,
      'ended before the kill': 0,
      'started anew': 0,
      'other bits': 0,
      leftovers: 0,
      failed: 0,
    };
    const wanted = await inFolder(async (cwd) => {
      await victim.prepare?.(cwd);
      const begin = performance.now();
      await complete(victim.first, cwd);
      return { files: await decisive(cwd, victim), duration: performance.now() - begin };
    });
    const random = streamOf(victim.name);
    for (let round = 0; round < rounds; round++) {
      await inFolder(async (cwd) => {
        await mkdir(cwd, { recursive: true });
        await victim.prepare?.(cwd);
        const command = start(victim.first, cwd);
        const timer = setTimeout(() => command.process.kill('SIGKILL'), random() * wanted.duration);
        const { code } = await command.ended;
        clearTimeout(timer);
        counts[code === null ? 'kills' : 'ended before the kill']++;
        let outcome = await start(victim.again, cwd).ended;
        if (outcome.code === 2 && victim.again !== victim.first) {
          // Killed before there was anything to go on with.
          counts['started anew']++;
          outcome = await start(victim.first, cwd).ended;
        }
        if (outcome.code !== 0) {
          counts.failed++;
          console.log(`${victim.name}: ${outcome.stderr.trim().split('\n').at(-1)}`);
          return;
        }
        const files = await decisive(cwd, victim);
        if (JSON.stringify(files) !== JSON.stringify(wanted.files)) counts['other bits']++;
        counts.leftovers += (await filesBelow(cwd)).filter((path) => leftover.test(path)).length;
      });
    }
    console.log(
      `${victim.name}: ${Object.entries(counts)
        .map(([what, n]) => `${n} ${what}`)
        .join(', ')}`,
    );
    isRight &&= counts['other bits'] + counts.leftovers + counts.failed === 0;
  }
  return isRight;
}

async function decisive(cwd: string, { isDecisive }: Victim): Promise<Record<string, string>> {
  const files = (await filesBelow(cwd))
    .filter((path) => isDecisive(`/${path}`) && !leftover.test(path))
    .sort();
  const hashes: Record<string, string> = {};
  for (const path of files) {
    hashes[path] = createHash('sha256')
      .update(await readFile(join(cwd, path)))
      .digest('hex');
  }
  return hashes;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() || leftover.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Numbers from 0 to below 1, the same for the same word: mulberry32 of its hash. */
function streamOf(word: string): () => number {
  let state = createHash('sha256').update(word).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
