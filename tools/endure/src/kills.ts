import { createHash } from 'node:crypto';
import { cp, lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
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
const flow = ['--kind', 'realnvp', '--hidden', '8', '--layers', '2', '--samples', '256', '--steps', '3000'];
const grid = `name: grid
seeds: [1, 2]
systems: [mass-spring]
models: [{ name: HGN }]
set: ${JSON.stringify({ ...tinyValues, training: { ...tinyValues.training, steps: 60 } })}
`;
const search = grid
  .replace('name: grid', 'name: search')
  .replace('seeds: [1, 2]', 'seeds: [1]')
  .concat(
    'search: { method: successive-halving, trials: 1, factor: 2, firstLook: 30, over: { optimiser.learningRate: { from: 0.001, to: 0.01 } } }\n',
  );

const checkpoints = (path: string): boolean => /step-0+(2000|60)\.safetensors$/.test(path);

const victims: readonly Victim[] = [
  {
    name: 'train',
    first: [...train, '--steps', '2000'],
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

/** What became of the rounds of a command; all but the first three are faults. */
interface Counts {
  kills: number;
  'ended before the kill': number;
  'started anew': number;
  'went on from an earlier checkpoint than the last': number;
  'other bits': number;
  leftovers: number;
  failed: number;
}

/** Kills every command at random moments, takes it up, and compares what comes out with an undisturbed run, bit by bit. */
export async function kills(rounds = 50, names: readonly string[] = []): Promise<boolean> {
  const chosen = victims.filter(({ name }) => names.length === 0 || names.includes(name));
  let isRight = chosen.length > 0;
  for (const victim of chosen) {
    const counts = await killed(victim, rounds);
    console.log(`${victim.name}: ${words(counts)}`);
    isRight &&=
      counts['went on from an earlier checkpoint than the last'] +
        counts['other bits'] +
        counts.leftovers +
        counts.failed ===
      0;
  }
  return isRight;
}

const words = (counts: Counts): string =>
  Object.entries(counts)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ');

async function killed(victim: Victim, rounds: number): Promise<Counts> {
  const counts: Counts = {
    kills: 0,
    'ended before the kill': 0,
    'started anew': 0,
    'went on from an earlier checkpoint than the last': 0,
    'other bits': 0,
    leftovers: 0,
    failed: 0,
  };
  await inFolder(async (prepared) => {
    await victim.prepare?.(prepared);
    const wanted = await inCopy(prepared, async (cwd) => {
      const begin = performance.now();
      await complete(victim.first, cwd);
      return { files: await decisive(cwd, victim), duration: performance.now() - begin };
    });
    const random = streamOf(victim.name);
    for (let round = 0; round < rounds;) {
      const after = random() * wanted.duration;
      const fault = await inCopy(prepared, (cwd) => killOnce(victim, cwd, after, wanted.files, counts));
      if (fault !== undefined) console.log(`${victim.name}: killed after ${Math.round(after)} ms: ${fault}`);
      // One that was done before counts for nothing.
      if (counts.kills > round && counts.kills % 10 === 0)
        console.log(`${victim.name}, so far: ${words(counts)}`);
      round = counts.kills;
    }
  });
  return counts;
}

/** One kill and what follows; gives what was wrong, if anything. */
async function killOnce(
  victim: Victim,
  cwd: string,
  after: number,
  wanted: Readonly<Record<string, string>>,
  counts: Counts,
): Promise<string | undefined> {
  const command = start(victim.first, cwd);
  const timer = setTimeout(() => command.process.kill('SIGKILL'), after);
  const { code } = await command.ended;
  clearTimeout(timer);
  counts[code === null ? 'kills' : 'ended before the kill']++;
  const saved = await lastCheckpoints(cwd);
  let outcome = await start(victim.again, cwd).ended;
  if (outcome.code === 2 && victim.again !== victim.first) {
    // Killed before there was anything to go on with.
    counts['started anew']++;
    outcome = await start(victim.first, cwd).ended;
  }
  if (outcome.code !== 0) {
    counts.failed++;
    return outcome.stderr.trim().split('\n').at(-1);
  }
  for (const { path, inode, run, step } of saved) {
    const isStillThere = (await lstat(join(cwd, path)).catch(() => undefined))?.ino === inode;
    // The process of a trial outlives that of its search by a moment, and may save once more, or be done.
    const next = new RegExp(`${run}: (?:continuing|training is complete) at step (\\d+)`).exec(
      outcome.stderr,
    )?.[1];
    if (isStillThere || Number(next) >= step) continue;
    counts['went on from an earlier checkpoint than the last']++;
    return `${path} was there, and not gone on from`;
  }
  const left = (await filesBelow(cwd)).filter((path) => leftover.test(path));
  counts.leftovers += left.length;
  if (JSON.stringify(await decisive(cwd, victim)) !== JSON.stringify(wanted)) {
    counts['other bits']++;
    return 'the result has other bits';
  }
  return left.length > 0 ? `left ${left.join(', ')}` : undefined;
}

/** A copy of a folder for a while. */
function inCopy<T>(folder: string, work: (cwd: string) => Promise<T>): Promise<T> {
  return inFolder(async (cwd) => {
    await cp(folder, cwd, { recursive: true });
    return work(cwd);
  });
}

/** The last whole checkpoint of every run below a folder. */
async function lastCheckpoints(
  cwd: string,
): Promise<readonly { path: string; inode: number; run: string; step: number }[]> {
  const last = new Map<string, { path: string; step: number }>();
  for (const path of await filesBelow(cwd)) {
    const step = Number(/\/step-(\d+)\.safetensors$/.exec(path)?.[1] ?? 0);
    const run = dirname(dirname(path));
    // A folder that is not in place yet is no run.
    if (step === 0 || leftover.test(path) || step <= (last.get(run)?.step ?? 0)) continue;
    last.set(run, { path, step });
  }
  return Promise.all(
    [...last].map(async ([run, { path, step }]) => ({
      path,
      run,
      step,
      inode: (await lstat(join(cwd, path))).ino,
    })),
  );
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
