// Our side of a comparison in a process of its own: one JSON object a line on stdin, one line of JSON as answer.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { jit, type EngineName } from '@hgn/jit';
import { encodeSafetensors } from '@hgn/training';
import { problemAt, type CurveName } from './costs/curves.ts';
import { problems } from './problems/problems.ts';

interface Setup {
  /** By name, or a point of a cost curve. */
  readonly problem: string | { readonly curve: CurveName; readonly value: number };
  /** Where to put the first weights and data for the peers. */
  readonly file: string;
  readonly threads: number;
  readonly engine?: EngineName;
}

async function start({ problem, file, threads, engine }: Setup) {
  const { step, state, args, tensors, options } =
    typeof problem === 'string' ? problems[problem].make() : problemAt(problem.curve, problem.value);
  writeFileSync(file, encodeSafetensors(tensors));
  const begun = performance.now();
  const compiled = await jit(step as (...all: never[]) => { loss: unknown }, [state, args] as never[], {
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
