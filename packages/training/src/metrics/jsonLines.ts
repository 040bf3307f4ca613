/**
 * A line of a metrics file: the step, what kind of measurement it is (none: a step of training), and the numbers. JSON
 * has no NaN: null stands for numbers that are not finite.
 */
export type MetricsLine = { readonly step: number; readonly kind?: string } & Readonly<
  Record<string, number | string | null | undefined>
>;

/** A metrics file with a line, not the last, that is none. */
export class CorruptMetricsError extends Error {
  override readonly name = 'CorruptMetricsError';
}

/**
 * One line for a metrics file, with its newline.
 *
 * @example
 * metricsLine({ step: 10, loss: 0.5 }); // '{"step":10,"loss":0.5}\n'
 */
export function metricsLine(record: MetricsLine): string {
  return `${JSON.stringify(record)}\n`;
}

/**
 * Reads a metrics file. What follows the last newline was cut short by a crash and is left out.
 *
 * @throws CorruptMetricsError naming the first complete line that is no record.
 * @example
 * const losses = parseMetrics('{"step":10,"loss":0.5}\n').map(({ loss }) => loss); // [0.5]
 */
export function parseMetrics(text: string): MetricsLine[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line, index) => {
      if (line === '') return [];
      const record = parseJson(line);
      if (isRecord(record)) return [record];
      throw new CorruptMetricsError(
        `parseMetrics: line ${index + 1} must be an object with a step, but got '${line.slice(0, 80)}'; repair or remove it`,
      );
    });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is MetricsLine {
  if (typeof value !== 'object' || value === null || !('step' in value)) return false;
  return Number.isSafeInteger(value.step) && (!('kind' in value) || typeof value.kind === 'string');
}
