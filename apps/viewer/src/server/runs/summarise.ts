import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundRun } from './findRuns.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';

/** Reads what is known of a run. Files that are missing, half-written or damaged leave their part out. */
export async function summarise(run: FoundRun): Promise<RunSummary> {
  const { id, name, folder, entries } = run;
  if (entries.includes('flow.json')) return { id, name, kind: 'flow', ...(await flowFacts(folder)) };
  const [record, evaluation, config, model] = await Promise.all([
    readJson(join(folder, 'run.json')),
    readJson(join(folder, 'evaluation.json')),
    readHead(join(folder, 'config.yaml')),
    readJson(join(folder, entries.includes('model.json') ? 'model.json' : 'export/model.json')),
  ]);
  const facts = {
    system: /^system: *(\S+)/m.exec(config)?.[1] ?? text(model.system),
    preset: /^preset: *(\S+)/m.exec(config)?.[1] ?? text(model.preset),
    status: text(record.status),
    step: number(object(record.progress).step),
    steps: number(/^training:\n(?: .*\n)*? {2}steps: *(\d+)/m.exec(config)?.[1]),
    timesBelowBaseline: number(object(object(evaluation.tasks).forward).timesBelowBaseline),
    updated: text(record.updated),
  };
  const kind = entries.includes('run.json') || entries.includes('config.yaml') ? 'hgn' : 'unknown';
  return { id, name, kind, ...known(facts) };
}

async function flowFacts(folder: string): Promise<Partial<RunSummary>> {
  const record = await readJson(join(folder, 'flow.json'));
  const { mtime } = await stat(join(folder, 'flow.json'));
  return known({
    system: text(object(record.source).density) ?? text(record.source),
    status: record.finished === true ? 'finished' : 'running',
    steps: number(record.steps),
    updated: mtime.toISOString(),
  });
}

type Json = Readonly<Record<string, unknown>>;

/** A JSON object of a file; an empty one where there is none, or it is being written. */
async function readJson(path: string): Promise<Json> {
  try {
    return object(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

/** The beginning of a text file; empty where there is none. */
async function readHead(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(16_384), 0, 16_384, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;

function number(value: unknown): number | undefined {
  const read = typeof value === 'string' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

/** The members that are there. */
const known = <T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;
