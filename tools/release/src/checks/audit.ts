import { root, runPnpm } from '../../../check/src/process.ts';
import type { StepOutcome } from '../step.ts';

/** Asks the registry for known holes in what users install; a registry that does not tell is no failure, and said. */
export async function audit(): Promise<StepOutcome> {
  const { stdout, output } = await runPnpm(['audit', '--prod', '--json'], root);
  let report: unknown;
  try {
    report = JSON.parse(stdout);
  } catch {
    return {
      problems: [],
      note: `not done, the registry does not tell: ${output.trim().split('\n')[0] ?? ''}`,
    };
  }
  const { advisories, error } = report as {
    advisories?: Record<string, { module_name: string; severity: string; title: string; url: string }>;
    error?: { message?: string };
  };
  if (advisories === undefined)
    return {
      problems: [],
      note: `not done, the registry does not tell: ${error?.message ?? 'no advisories'}`,
    };
  const list = Object.values(advisories);
  return {
    problems: list
      .filter(({ severity }) => severity === 'high' || severity === 'critical')
      .map(({ module_name: name, severity, title, url }) => `${name}: ${severity}: ${title} (${url})`),
    note: `${list.length} advisories`,
  };
}
