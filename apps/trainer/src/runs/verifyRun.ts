import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openSource } from '@hgn/datasets/node';
import { listCheckpoints, loadCheckpoint } from '@hgn/training/node';
import { readResolvedConfig } from '../config/resolve.ts';
import { CommandError, describeError, UsageError } from '../errors.ts';
import { openFlow } from '../flow/runFolder.ts';
import type { Io } from '../io.ts';
import { bestFolder } from '../session/checkpoint.ts';
import { readMetrics } from '../session/loop/metrics.ts';
import { count } from '../terminal/format.ts';
import { runPaths } from './layout.ts';
import { lockPath, readHolder } from './lock/lockFile.ts';
import { changeOf, type Pin, sha256Of } from './pins.ts';
import { readRecord } from './record.ts';

/** One thing that was looked at in a folder. */
export interface Finding {
  readonly what: string;
  readonly isRight: boolean;
  readonly note: string;
}

/** Runs `hgn doctor --run`: reads every byte of a run or a flow, and says what is not as it was written. */
export async function verifyRun(
  shown: string,
  { json = false }: { readonly json?: boolean },
  io: Io,
): Promise<void> {
  const folder = resolve(io.cwd, shown);
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const isFlow = names.includes('flow.json');
  if (!isFlow && !names.includes('config.yaml') && !names.includes('run.json')) {
    throw new UsageError(`${shown}: no run and no flow is there; name the folder of one`);
  }
  const findings = [
    ...(isFlow ? await flowFindings(shown, io) : await runFindings(folder, names, io)),
    ...(await checkpointFindings(join(folder, 'checkpoints'))),
    await look('metrics.jsonl', async () => {
      const { steps, evaluations } = await readMetrics(join(folder, 'metrics.jsonl'));
      return `${count(steps.length, 'step')}, ${count(evaluations.length, 'evaluation')}`;
    }),
    ...(names.includes('export') ? await exportFindings(join(folder, 'export')) : []),
    ...(await surroundings(folder, names)),
  ];
  const wrong = findings.filter(({ isRight }) => !isRight);
  if (json) {
    io.stdout.write(`${JSON.stringify({ run: shown, intact: wrong.length === 0, findings })}\n`);
  } else {
    const widest = Math.max(...findings.map(({ what }) => what.length));
    for (const { what, isRight, note } of findings) {
      io.stdout.write(`${isRight ? 'right' : 'WRONG'}  ${what.padEnd(widest)}  ${note}\n`);
    }
  }
  if (wrong.length > 0) {
    throw new CommandError(
      `${shown}: ${count(wrong.length, 'thing')} not as written: ${wrong.map(({ what }) => what).join(', ')}`,
    );
  }
}

/** What a look gives, or the error that it ends in. */
async function look(what: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { what, isRight: true, note: await check() };
  } catch (error) {
    return { what, isRight: false, note: describeError(error) };
  }
}

async function runFindings(folder: string, names: readonly string[], io: Io): Promise<Finding[]> {
  const paths = runPaths(folder);
  const record = await readRecord(paths.record).catch(() => undefined);
  return [
    await look('config.yaml', async () => {
      const { system, preset, seed } = await readResolvedConfig(paths.config);
      const known = record?.configSha256 ?? [];
      const sha256 = sha256Of(await readFile(paths.config));
      if (known.length > 0 && !known.includes(sha256)) throw new CommandError('is not as hgn wrote it');
      return `${preset} on ${system}, seed ${seed}`;
    }),
    await look('run.json', async () => {
      const { status, progress, startedAt, versions, acceptedChanges } = await readRecord(paths.record);
      const changes = acceptedChanges.map(({ step, what }) => `, at step ${step} went on though ${what}`);
      return `${status} at step ${progress.step}, ${count(startedAt.length, 'sitting')}, hgn ${versions.hgn}${changes.join('')}`;
    }),
    ...(await inputFindings(record?.inputs ?? [], io)),
    ...(names.includes('evaluation.json')
      ? [
          await look('evaluation.json', async () => {
            const { mse } = JSON.parse(await readFile(paths.evaluation, 'utf8')) as { mse?: unknown };
            if (typeof mse !== 'number') throw new CommandError('has no mse');
            return `mse ${mse.toPrecision(4)}`;
          }),
        ]
      : []),
    ...(names.includes('test.npz')
      ? [
          await look('test.npz', async () => {
            const source = await openSource(paths.test);
            let trajectories = 0;
            try {
              for await (const each of source.trajectories()) trajectories += each.frames.length > 0 ? 1 : 0;
            } finally {
              await source.close();
            }
            return count(trajectories, 'trajectory', 'trajectories');
          }),
        ]
      : []),
  ];
}

async function flowFindings(shown: string, io: Io): Promise<Finding[]> {
  let inputs: readonly Pin[] = [];
  const first = await look('flow.json and flow.safetensors', async () => {
    const { record, trained } = await openFlow(shown, io, { engine: 'tfjs' });
    inputs = record.inputs;
    await trained.dispose();
    return `${record.flow.kind} over ${record.columns.join(', ')}, ${count(record.steps, 'step')}`;
  });
  return [first, ...(await inputFindings(inputs, io))];
}

/** What the run rests on, as it is now. */
async function inputFindings(inputs: readonly Pin[], io: Io): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const input of inputs) {
    findings.push(
      await look(`input ${input.path}`, async () => {
        const change = await changeOf(input, io);
        if (change !== undefined) throw new CommandError(change);
        return 'as it was when the run read it';
      }),
    );
  }
  return findings;
}

/** Every checkpoint is decoded, which compares its checksum. */
async function checkpointFindings(folder: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [label, path] of [
    ['checkpoints', folder],
    ['checkpoints/best', bestFolder(folder)],
  ] as const) {
    const files = await listCheckpoints(path).catch(() => []);
    if (files.length === 0 && label !== 'checkpoints') continue;
    findings.push(
      await look(label, async () => {
        for (const { path: file } of files) await loadCheckpoint(file);
        const { step } = await loadCheckpoint(path);
        return `${count(files.length, 'file')}, the last of step ${step}`;
      }),
    );
  }
  return findings;
}

/** The files of an export are those that its description tells the SHA-256 of. */
async function exportFindings(folder: string): Promise<Finding[]> {
  return [
    await look('export', async () => {
      const name = (await readdir(folder)).includes('model.json') ? 'model.json' : 'flow.json';
      const { checksums } = JSON.parse(await readFile(join(folder, name), 'utf8')) as {
        checksums?: Readonly<Record<string, string>>;
      };
      const files = Object.entries(checksums ?? {});
      for (const [file, wanted] of files) {
        const found = createHash('sha256')
          .update(await readFile(join(folder, file)))
          .digest('hex');
        if (found !== wanted.replace(/^sha256-/, ''))
          throw new CommandError(`${file} is not as ${name} says`);
      }
      return files.length === 0
        ? `${name} has no checksums`
        : `${count(files.length, 'file')} as ${name} says`;
    }),
  ];
}

/** Who writes the folder now, and what a killed command left in it. */
async function surroundings(folder: string, names: readonly string[]): Promise<Finding[]> {
  const holder = await readHolder(lockPath(folder));
  const left = names.filter((name) => /\.partial|\.replaced-/.test(name));
  return [
    ...(holder === undefined
      ? []
      : [
          {
            what: 'lock',
            isRight: true,
            note: `${holder.command}, process ${holder.pid} on ${holder.host}, since ${holder.since}`,
          },
        ]),
    ...(left.length === 0
      ? []
      : [
          {
            what: 'leftovers',
            isRight: true,
            note: `${left.join(', ')}: of a killed command, removed by the next one that writes`,
          },
        ]),
  ];
}
