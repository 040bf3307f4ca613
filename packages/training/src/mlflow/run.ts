import { MlflowError, type MlflowCall } from './client.ts';

/** What a run is called and described by. */
export interface MlflowRunOptions {
  /** Experiment that the run belongs to; made if missing. */
  readonly experiment: string;
  readonly name: string;
  /** Shown beside the run; values longer than 500 characters are cut, as older servers take no more. */
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** A run to go on with, from an earlier sitting; a new one is made when the server does not know it. */
  readonly runId?: string;
}

const LONGEST_PARAM = 500;

/** Finds or makes the run. */
export async function openRun(
  call: MlflowCall,
  { experiment, name, tags = {}, runId }: MlflowRunOptions,
  startTime: number,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  if (runId !== undefined && (await reopen(call, runId))) return { id: runId, isNew: false };
  const created = await call('POST', 'runs/create', {
    experiment_id: await experimentId(call, experiment),
    run_name: name,
    start_time: startTime,
    tags: pairs(tags),
  });
  return { id: textAt(created, 'run', 'info', 'run_id'), isNew: true };
}

async function reopen(call: MlflowCall, runId: string): Promise<boolean> {
  try {
    await call('POST', 'runs/update', { run_id: runId, status: 'RUNNING' });
    return true;
  } catch (error) {
    if (error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST') return false;
    throw error;
  }
}

async function experimentId(call: MlflowCall, name: string): Promise<string> {
  try {
    const found = await call('GET', `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`);
    return textAt(found, 'experiment', 'experiment_id');
  } catch (error) {
    if (!(error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST')) throw error;
    return textAt(await call('POST', 'experiments/create', { name }), 'experiment_id');
  }
}

/** What describes a run, in MLflow's way and length. */
export function runParams({ params = {} }: MlflowRunOptions): { key: string; value: string }[] {
  return pairs(params).map(({ key, value }) => ({ key, value: value.slice(0, LONGEST_PARAM) }));
}

/** MLflow's way to write an object. */
export function pairs(values: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function textAt(answer: unknown, ...path: readonly string[]): string {
  let at = answer;
  for (const key of path) at = (at as Readonly<Record<string, unknown>> | undefined)?.[key];
  if (typeof at === 'string') return at;
  throw new MlflowError(
    `an answer must hold ${path.join('.')}, but is ${JSON.stringify(answer).slice(0, 200)}`,
  );
}
