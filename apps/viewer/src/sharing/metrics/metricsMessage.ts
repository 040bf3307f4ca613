import type { MetricsCurve, MetricsSummary } from './runMetrics.ts';

/** What a run's metrics say: a summary, and one curve with every bit of its numbers. */
export interface ReadMetrics {
  readonly summary: MetricsSummary;
  /** Bytes of the file that this tells of. */
  readonly size: number;
  /** Undefined where the run has no number of the name that was asked. */
  readonly curve: MetricsCurve | undefined;
}

/** What the server says of one run. */
export type MetricsMessage = ReadMetrics | { readonly absent: true } | { readonly problem: string };

/**
 * Packs a message: the length of its head (uint32, little-endian), the head as JSON with spaces up to a multiple of
 * eight bytes, then steps and values as float64 (little-endian, as wherever Node and browsers run). A seventh of the
 * metrics file, and nothing left to read number by number. Messages one behind the other are still messages.
 */
export function encodeMetrics(message: MetricsMessage): Uint8Array<ArrayBuffer> {
  const curve = 'summary' in message ? message.curve : undefined;
  const points = curve?.steps.length ?? 0;
  const head: Head =
    'summary' in message
      ? { summary: message.summary, size: message.size, points: curve === undefined ? null : points }
      : message;
  const text = new TextEncoder().encode(JSON.stringify(head));
  const length = Math.ceil((4 + text.length) / 8) * 8 - 4;
  const bytes = new Uint8Array(4 + length + 16 * points).fill(space, 0, 4 + length);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(text, 4);
  if (curve !== undefined) {
    const numbers = new Float64Array(bytes.buffer, 4 + length);
    numbers.set(curve.steps);
    numbers.set(curve.values, points);
  }
  return bytes;
}

/**
 * Unpacks messages that stand one behind the other; each curve has a buffer of its own.
 *
 * @throws RangeError for bytes that are no such messages
 */
export function decodeMetrics(buffer: ArrayBuffer): readonly MetricsMessage[] {
  const messages: MetricsMessage[] = [];
  for (let at = 0; at < buffer.byteLength;) {
    const head = at + 4;
    const length = head > buffer.byteLength ? 0 : new DataView(buffer).getUint32(at, true);
    const body = head + length;
    if (length === 0 || body % 8 !== 0 || body > buffer.byteLength) throw notMetrics(buffer, at);
    const told = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, head, length))) as Head;
    const points = 'summary' in told ? (told.points ?? 0) : 0;
    at = body + 16 * points;
    if (at > buffer.byteLength) throw notMetrics(buffer, body);
    messages.push('summary' in told ? read(told, new Float64Array(buffer.slice(body, at)), points) : told);
  }
  return messages;
}

function read({ summary, size, points }: ReadHead, numbers: Float64Array, length: number): ReadMetrics {
  const last = Object.entries(summary.last).map(([name, value]) => [name, value ?? NaN] as const);
  return {
    summary: { ...summary, last: Object.fromEntries<number>(last) },
    size,
    curve:
      points === null ? undefined : { steps: numbers.subarray(0, length), values: numbers.subarray(length) },
  };
}

const space = 32;

/** JSON has no NaN: a last value that is none is null there. */
interface ReadHead {
  readonly summary: Omit<MetricsSummary, 'last'> & { readonly last: Readonly<Record<string, number | null>> };
  readonly size: number;
  readonly points: number | null;
}

type Head = ReadHead | Exclude<MetricsMessage, ReadMetrics>;

const notMetrics = (buffer: ArrayBuffer, at: number): RangeError =>
  new RangeError(`decodeMetrics: a head and a curve must stand at ${at} of ${buffer.byteLength} bytes`);
