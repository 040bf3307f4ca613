import { MissingFileError, type RunSource } from './runSource.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** A JSON object of a run; an empty one where there is none or it is damaged. */
export async function readRunJson(source: RunSource, path: string): Promise<Json> {
  const text = await readRunText(source, path);
  try {
    return object(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}

/** A text file of a run; undefined where there is none. */
export async function readRunText(source: RunSource, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await source.read(path));
  } catch (error) {
    if (error instanceof MissingFileError) return undefined;
    throw error;
  }
}

/** What a list shows of a run, read from its own files. */
export async function describeRun(source: RunSource): Promise<RunSummary> {
  const { id, name } = source;
  const paths = new Set((await source.files()).map(({ path }) => path));
  const json = (path: string): Promise<Json> =>
    paths.has(path) ? readRunJson(source, path) : Promise.resolve({});
  if (paths.has('flow.json')) {
    const { finished } = await json('flow.json');
    return { id, name, kind: 'flow', status: finished === true ? 'finished' : 'running' };
  }
  const [record, evaluation, model, config] = await Promise.all([
    json('run.json'),
    json('evaluation.json'),
    json('export/model.json'),
    paths.has('config.yaml') ? readRunText(source, 'config.yaml') : undefined,
  ]);
  const facts = {
    system: /^system: *(\S+)/m.exec(config ?? '')?.[1] ?? text(model.system),
    preset: /^preset: *(\S+)/m.exec(config ?? '')?.[1] ?? text(model.preset),
    status: text(record.status),
    step: number(object(record.progress).step),
    timesBelowBaseline: number(object(object(evaluation.tasks).forward).timesBelowBaseline),
    updated: text(record.updated),
  };
  const kind = paths.has('run.json') || paths.has('config.yaml') ? 'hgn' : 'unknown';
  return { id, name, kind, ...(known(facts) as Partial<RunSummary>) };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const known = (facts: object): object =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
