/** One operator of one run, as ONNX Runtime's profile tells it. */
export interface Operator {
  readonly name: string;
  readonly milliseconds: number;
  /** Elements of its first result. */
  readonly elements: number;
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** The operators in a profile, in the order of their running. */
export function operatorsIn(profile: string): Operator[] {
  return (JSON.parse(profile) as readonly TraceEvent[]).flatMap(({ cat, name, dur, args }) => {
    if (cat !== 'Node' || !name.endsWith('_kernel_time') || args?.op_name === undefined) return [];
    const shape = Object.values(args.output_type_shape?.at(0) ?? {}).at(0) ?? [];
    const elements = shape.reduce((product, length) => product * length, 1);
    return [{ name: args.op_name, milliseconds: dur / 1000, elements }];
  });
}

/** Time and calls of a group of operators. */
export interface Share {
  readonly group: string;
  readonly ms: number;
  readonly calls: number;
}

/**
 * One run's operators from those of several, each at its fastest: what else the machine did meanwhile hits some runs
 * and not others. Throws where the runs differ.
 */
export function fastest(operators: readonly Operator[], runs: number): Operator[] {
  const count = operators.length / runs;
  if (!Number.isInteger(count))
    throw new Error(`fastest: ${operators.length} operators are not those of ${runs} runs`);
  return operators.slice(0, count).map((operator, at) => {
    const alike = Array.from({ length: runs }, (_, run) => operators[run * count + at]);
    if (alike.some(({ name }) => name !== operator.name))
      throw new Error('fastest: the runs differ in order');
    return { ...operator, milliseconds: Math.min(...alike.map(({ milliseconds }) => milliseconds)) };
  });
}

/** The time and calls of each group, most time first. */
export function shares(operators: readonly Operator[], groupOf: (operator: Operator) => string): Share[] {
  const sums = new Map<string, { ms: number; calls: number }>();
  for (const operator of operators) {
    const group = groupOf(operator);
    const { ms, calls } = sums.get(group) ?? { ms: 0, calls: 0 };
    sums.set(group, { ms: ms + operator.milliseconds, calls: calls + 1 });
  }
  return [...sums].map(([group, sum]) => ({ group, ...sum })).sort((a, b) => b.ms - a.ms);
}

const bounds = [256, 4096, 65_536, 1_048_576];

/** How large a result is, in words. */
export function sizeClass({ elements }: Operator): string {
  const bound = bounds.find((limit) => elements <= limit);
  return bound === undefined ? `more than ${bounds[bounds.length - 1]}` : `up to ${bound}`;
}
