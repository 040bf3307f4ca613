// Our side of a comparison in a process of its own: one JSON object a line on stdin, one line of JSON as answer.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { jit, jitInParts, type EngineName, type JitOptions } from '@hgn/jit';
import { encodeSafetensors } from '@hgn/training';
import { problemAt, type CurveName } from './costs/curves.ts';
import type { Problem } from './problems/problem.ts';
import { problems } from './problems/problems.ts';

interface Setup {
  /** By name, or a point of a cost curve. */
  readonly problem: string | { readonly curve: CurveName; readonly value: number };
  /** Where to put the first weights and data for the peers. */
  readonly file: string;
  readonly threads: number;
  readonly engine?: EngineName;
}

/** As its users compile it: in parts on onnx-cpu where the step can be, else as one. */
async function compileProblem({ step, inParts, state, args }: Problem, options: JitOptions) {
  type Step = (...all: never[]) => { loss: unknown };
  const runsParts = (options.engine ?? 'onnx-cpu') === 'onnx-cpu';
  if (inParts === undefined || inParts.onlyInPages === true || !runsParts) {
    return { compiled: await jit(step as Step, [state, args] as never[], options), args };
  }
  const { part, join, parts } = inParts;
  const compiled = await jitInParts({ part, join: join as never }, [state, parts] as never, options);
  return { compiled, args: parts };
}

async function start({ problem, file, threads, engine }: Setup) {
  const made =
    typeof problem === 'string' ? problems[problem].make() : problemAt(problem.curve, problem.value);
  const { state, tensors, options } = made;
  writeFileSync(file, encodeSafetensors(tensors));
  const begun = performance.now();
  const { compiled, args } = await compileProblem(made, {
    threads,
    ...(engine === undefined ? {} : { engine }),
  });
  const seconds = (performance.now() - begun) / 1000;
  const bound = compiled.bind(state as never) as unknown as (
    data: unknown,
  ) => Promise<{ readonly loss: { readonly data: ArrayLike<number> } }>;
  return {
    about: { options, version: compiled.engine, compileSeconds: seconds, stats: compiled.stats },
    async run(steps: number) {
      let loss = NaN;
      for (let i = 0; i < steps; i++) loss = (await bound(args)).loss.data[0];
      return loss;
    },
  };
}

let running: Awaited<ReturnType<typeof start>> | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as { readonly setup?: Setup; readonly steps?: number };
  if (request.setup !== undefined) {
    running = await start(request.setup);
    process.stdout.write(`${JSON.stringify(running.about)}\n`);
  } else if (running !== undefined) {
    process.stdout.write(`${JSON.stringify({ loss: await running.run(request.steps ?? 1) })}\n`);
  }
}
